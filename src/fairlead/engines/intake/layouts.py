"""The published layouts of Evaluate reports, and the thresholds that make a project a special case.

Source: the PyPI package gitlab_evaluate 0.48.1 (MIT): `migration_readiness/*/report_generator.py` for sheets
and columns, `migration_readiness/gitlab/limits.py` for thresholds (decimal gigabytes); em-process 2.4.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MB, MIB, GB = 1_000_000, 1_048_576, 1_000_000_000


class Kind(StrEnum):
    TEXT, COUNT, SIZE, FLAG, DAY = "text", "count", "size", "flag", "day"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. role: what the facts call it, "" when none needs it; unit: bytes in one, for sizes."""

    name: str
    kind: Kind
    role: str = ""
    unit: int = 1


@dataclass(frozen=True, slots=True)
class Layout:
    """The sheet that has a row for each repository (or build job), by the system it was read from."""

    id: str
    label: str
    sheet: str
    columns: tuple[Column, ...]
    needed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Threshold:
    """Above `limit` of a role a project is flagged; `over` is the report's own column for the same."""

    role: str
    limit: float
    said: str
    over: str = ""


T, C, S, F, D = Kind.TEXT, Kind.COUNT, Kind.SIZE, Kind.FLAG, Kind.DAY


def _over(name: str, kind: Kind, role: str = "") -> tuple[Column, Column]:
    return Column(name, kind, role), Column(f"{name}_over", F, f"{role}_over" if role else "")


GITLAB = Layout(
    "gitlab", "GitLab", "Raw Project Data",
    (
        Column("project", T, "project"), Column("id", T, "id"), Column("url", T, "url"),
        Column("kind", T, "kind"), Column("namespace", T),
        Column("last_activity_at", D, "activity"), Column("mirror", F, "mirror"),
        Column("archived", F, "archived"),
        *_over("pipelines", C, "pipelines"), *_over("issues", C, "issues"),
        *_over("branches", C, "branches"), *_over("commit_count", C, "commits"),
        *_over("merge_requests", C, "merge_requests"), *_over("storage_size", S, "storage"),
        *_over("repository_size", S, "repository"), *_over("wiki_size", S), *_over("lfs_objects_size", S),
        *_over("build_artifacts_size", S), *_over("snippets_size", S), *_over("uploads_size", S),
        *_over("tags", C, "tags"), Column("package_count", C, "packages"),
        Column("package_types_in_use", T), *_over("packages_size", S, "packages_size"),
        Column("container_tag_count", C, "container_tags"),
        *_over("container_registry_size", S, "registry"), *_over("estimated_export_size", S),
        Column("estimated_export_size_s3_over", F), Column("is_fork", F, "fork"), Column("languages", T),
        Column("file_extensions", T), Column("visibility", T),
    ),
    ("project", "id"),
)  # fmt: skip

BITBUCKET = Layout(
    "bitbucket-server", "Bitbucket Server", "Raw Project Data",
    (
        Column("Project", T, "project"), Column("ID", T, "id"), Column("URL", T, "url"),
        Column("last_activity_at", D, "activity"), Column("Branches", C, "branches"),
        Column("Commit Count", C, "commits"), Column("Pull Requests", C, "merge_requests"),
        Column("Repository Size in MB", S, "repository", MIB), Column("Tags", C, "tags"),
        Column("Repository Archived", F, "archived"),
    ),
    ("Project", "ID", "Repository Size in MB"),
)  # fmt: skip

GITHUB = Layout(
    "github-enterprise", "GitHub", "Repositories",
    (
        Column("Org/User", T, "project"), Column("Personal", F), Column("ID", T, "id"),
        Column("URL", T, "url"), Column("last_activity_at", D, "activity"), Column("Branches", C, "branches"),
        Column("Commit Count", C, "commits"), Column("Pull Requests", C, "merge_requests"),
        Column("Issues", C, "issues"), Column("Repository Size in MB", S, "repository", MB),
        Column("Tags", C, "tags"), Column("Repository Archived", F, "archived"), Column("Artifacts", C),
        Column("Workflows", C), Column("Workflow Runs", C, "pipelines"), Column("Releases", C),
        Column("Members", C), Column("Runners", C),
    ),
    ("Org/User", "ID", "Repository Size in MB"),
)  # fmt: skip

BITBUCKET_CLOUD = Layout(
    "bitbucket-cloud", "Bitbucket Cloud", "Repository Details",
    (
        Column("Repository Name", T, "project"), Column("Clone URL", T, "id"),
        Column("Size (MB)", S, "repository", MIB), Column("Pull Requests", C, "merge_requests"),
        Column("Issues", C, "issues"), Column("CI/CD Pipeline", T), Column("Branches", C, "branches"),
        Column("Last Activity", D, "activity"), Column("Project", T), Column("Is Private", F),
    ),
    ("Repository Name", "Clone URL", "Size (MB)"),
)  # fmt: skip

AZURE = Layout(
    "azure-devops", "Azure DevOps", "Raw Repository Data",
    (
        Column("Repository Name", T, "project"), Column("Repository ID", T, "id"), Column("Project Name", T),
        Column("Project ID", T), Column("Default Branch", T), Column("Git URL", T, "url"),
        Column("Last activity", D, "activity"), Column("Branches", C, "branches"),
        Column("Commits", C, "commits"), Column("Pull Requests", C, "merge_requests"),
        Column("Repository Size in MB", S, "repository", MIB), Column("Repository Disabled", F, "archived"),
    ),
    ("Repository Name", "Repository ID", "Repository Size in MB"),
)  # fmt: skip

JENKINS = Layout(
    "jenkins", "Jenkins", "Raw Job Data",
    (Column("fullname", T, "project"), Column("name", T), Column("url", T, "id"), Column("_class", T)),
    ("fullname", "url"),
)  # fmt: skip

LAYOUTS = (GITLAB, BITBUCKET, GITHUB, BITBUCKET_CLOUD, AZURE, JENKINS)

APP_STATS, REPORT, FLAGGED, USERS = "App Stats", "Evaluate Report", "Flagged Projects", "Users"

USER_COLUMNS = (
    Column("username", T, "username"), Column("email", T), Column("state", T, "state"),
    Column("user_type", T, "type"), Column("bot", F, "bot"), Column("external", F, "external"),
    Column("last_activity_on", D), Column("using_license_seat", F, "seat"), Column("is_admin", F, "admin"),
    Column("is_auditor", F),
)  # fmt: skip
# Headings of the same in reports from other systems.
USER_ALIASES = {"is_admin": ("Admin",), "username": ("Principal Name",)}

REPORT_COLUMNS = (Column("project", T, "project"), Column("reason", T, "reason"))

THRESHOLDS = (
    Threshold("storage", 20 * GB, "project larger than 20 GB", "storage_over"),
    Threshold("pipelines", 5_000, "more than 5,000 pipelines", "pipelines_over"),
    Threshold("issues", 5_000, "more than 5,000 issues", "issues_over"),
    Threshold("merge_requests", 5_000, "more than 5,000 merge requests", "merge_requests_over"),
    Threshold("registry", 20 * GB, "container images larger than 20 GB", "registry_over"),
    Threshold("packages", 0, "holds packages"),
    Threshold("repository", 5 * GB, "repository larger than 5 GB", "repository_over"),
    Threshold("commits", 50_000, "more than 50,000 commits", "commits_over"),
    Threshold("branches", 1_000, "more than 1,000 branches", "branches_over"),
    Threshold("tags", 5_000, "more than 5,000 tags", "tags_over"),
)
LARGE_REPOSITORY = 5 * GB

# Accounts that GitLab owns: they take no seat and never move (`constants.INTERNAL_USER_TYPES`).
INTERNAL_USERS = frozenset(
    {
        "admin_bot", "alert_bot", "automation_bot", "duo_code_review_bot", "ghost", "import_user",
        "placeholder", "security_bot", "security_policy_bot", "support_bot", "visual_review_bot",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answering:
    """A fact, the questions that it answers, the roles of the columns that it is counted from, and why.

    questions: tried in this order; the first one that the engagement's offering asks is answered.
    """

    fact: str
    questions: tuple[str, ...]
    roles: tuple[str, ...]
    said: str


ANSWERS = (
    Answering("users", ("users",), ("state", "type", "bot"), "active accounts that are no bots"),
    Answering(
        "projects", ("projects", "repositories", "repos"), ("project", "id"), "rows of the project sheet"
    ),
    Answering("repos_over_5gb", ("repos_over_5gb",), ("repository",), "repositories larger than 5 GB"),
    Answering("registry_gb", ("registry_gb",), ("registry", "container_tags"), "container images, summed"),
    Answering("packages_gb", ("packages_gb",), ("packages_size",), "packages, summed"),
    Answering("data_gb", ("data_gb",), ("storage",), "storage of all projects, summed"),
    Answering("source_scm", ("source_scm",), (), "the kind of report"),
    Answering("source_version", ("source_version",), (), "the version on the sheet App Stats"),
    Answering("ci_jobs", ("ci_jobs",), ("project",), "jobs of the report on Jenkins"),
)

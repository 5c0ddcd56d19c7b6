"""The PostgreSQL server that Fairlead brings along and looks after (docs/decisions/0002)."""

from fairlead.core.postgres.address import database_settings
from fairlead.core.postgres.cluster import Address, Cluster, cluster_at
from fairlead.core.postgres.home import claim, data_home
from fairlead.core.postgres.secret import secret_key
from fairlead.core.postgres.trouble import ClusterTrouble

__all__ = [
    "Address",
    "Cluster",
    "ClusterTrouble",
    "claim",
    "cluster_at",
    "data_home",
    "database_settings",
    "secret_key",
]

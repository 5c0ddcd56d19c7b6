"""The database wrapper that Django loads for ENGINE "fairlead.core.database".

With OPTIONS["cluster"] (a data folder) it uses the embedded server there: started at the first
connection, and started again when it is found dead. Without, it is Django's own PostgreSQL backend.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.db.backends.postgresql import base, client, features

from fairlead.core.postgres import Address, cluster_at

# What is heard for a moment while a server starts, recovers, stops or dies.
PASSING = (
    "starting up",
    "recovery mode",
    "shutting down",
    "not yet accepting",
    "server closed the connection",
    "Connection refused",
    "No such file or directory",
)
TRIES = 100
PAUSE = 0.1


class DatabaseFeatures(features.DatabaseFeatures):
    minimum_database_version = (15,)


class DatabaseClient(client.DatabaseClient):
    @classmethod
    def settings_to_cmd_args_env(
        cls, settings_dict: dict[str, Any], parameters: Any
    ) -> tuple[list[str], dict[str, str] | None]:
        found = address_of(settings_dict)
        if found:
            settings_dict = {**settings_dict, "HOST": found.host, "PORT": found.port}
        return super().settings_to_cmd_args_env(settings_dict, parameters)


class DatabaseWrapper(base.DatabaseWrapper):
    client_class = DatabaseClient
    features_class = DatabaseFeatures

    def get_connection_params(self) -> dict[str, Any]:
        params: dict[str, Any] = super().get_connection_params()
        params.pop("cluster", None)
        found = address_of(self.settings_dict)
        return {**params, "host": found.host, "port": found.port} if found else params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        try:
            return super().get_new_connection(conn_params)
        except self.Database.OperationalError as error:
            if not self.settings_dict["OPTIONS"].get("cluster"):
                raise
            return self._connect_again(conn_params, error)

    def _connect_again(self, conn_params: dict[str, Any], error: Exception) -> Any:
        """Restart the server if it is dead, and call again while it is only busy coming back."""
        for _ in range(TRIES):
            found = address_of(self.settings_dict, doubt=True)
            if found:
                conn_params = {**conn_params, "host": found.host, "port": found.port}
            try:
                return super().get_new_connection(conn_params)
            except self.Database.OperationalError as again:
                if not any(word in str(again) for word in PASSING):
                    raise
                error = again
                time.sleep(PAUSE)
        raise error


def address_of(settings_dict: dict[str, Any], doubt: bool = False) -> Address | None:
    """The embedded server's address, the server being started if need be; None for another server."""
    cluster = settings_dict["OPTIONS"].get("cluster")
    return cluster_at(Path(cluster)).ensure_running(doubt) if cluster else None

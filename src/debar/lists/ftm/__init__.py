"""FollowTheMoney out: parties and their listings as the entities that other tools of the field read."""

from debar.lists.ftm.export import export_ftm, ftm_id, without_schema, write_ftm

__all__ = ["export_ftm", "ftm_id", "without_schema", "write_ftm"]

"""A dossier out: page, pdf, markdown, tables, FollowTheMoney and GEXF."""

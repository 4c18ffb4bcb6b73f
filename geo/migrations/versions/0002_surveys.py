"""Surveys: decisions, findings, identity, approval; waivers, field mappings, base layers."""

import geoalchemy2
import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_KINDS = "'street', 'zone', 'road', 'water', 'green', 'building', 'community'"
_STATUSES = (
    "'queued', 'reading', 'asked', 'staged', 'publishing', 'refused', 'published', 'unchanged', "
    "'withdrawn'"
)
_MOVE_FINDINGS = """
INSERT INTO survey_finding (
  survey_id, number, check_id, severity, fingerprint, row_no, code, other_row_no, measured,
  threshold, unit, lon, lat, message, hint
)
SELECT s.id, found.number, f->>'check', f->>'severity', '', (f->>'row')::int, f->>'code',
  (f->>'other_row')::int, (f->>'measured')::float, (f->>'threshold')::float, f->>'unit',
  (f->'point'->>0)::float, (f->'point'->>1)::float, f->'message', nullif(f->'hint', 'null')
FROM survey s, jsonb_array_elements(s.findings) WITH ORDINALITY AS found (f, number)
"""


def upgrade() -> None:
    op.create_table(
        "field_mapping",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("columns", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("fields", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column(
            "decided_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("kind", "columns", name=op.f("pk_field_mapping")),
    )
    op.create_geospatial_table(
        "base_feature",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("survey_id", sa.BigInteger(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("rank", sa.Integer(), server_default="0", nullable=False),
        sa.Column(
            "geom",
            Geometry(
                srid=4490,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.Column("sys", postgresql.TSTZRANGE(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_base_feature_survey_id_survey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_base_feature")),
    )
    op.create_geospatial_index(
        "ix_base_feature_geom",
        "base_feature",
        ["geom"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_index(
        "ix_base_feature_sys", "base_feature", ["sys"], unique=False, postgresql_using="gist"
    )
    op.create_table(
        "finding_waiver",
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("check_id", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("waived_by", sa.String(), nullable=False),
        sa.Column(
            "waived_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("survey_id", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_finding_waiver_survey_id_survey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_waiver")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_finding_waiver_fingerprint")),
    )
    op.create_table(
        "survey_descent",
        sa.Column("survey_id", sa.BigInteger(), nullable=False),
        sa.Column("parent_uid", sa.BigInteger(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("share", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_survey_descent_survey_id_survey")
        ),
        sa.PrimaryKeyConstraint(
            "survey_id", "parent_uid", "row_no", name=op.f("pk_survey_descent")
        ),
    )
    op.create_table(
        "survey_finding",
        sa.Column("survey_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("check_id", sa.String(), nullable=False),
        sa.Column("severity", sa.String(length=1), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("place_uid", sa.BigInteger(), nullable=True),
        sa.Column("other_row_no", sa.Integer(), nullable=True),
        sa.Column("other_code", sa.String(), nullable=True),
        sa.Column("measured", sa.Double(), nullable=True),
        sa.Column("threshold", sa.Double(), nullable=True),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("message", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("hint", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_survey_finding_survey_id_survey")
        ),
        sa.PrimaryKeyConstraint("survey_id", "number", name=op.f("pk_survey_finding")),
    )
    op.create_index(
        "ix_survey_finding_fingerprint", "survey_finding", ["fingerprint"], unique=False
    )
    op.create_table(
        "survey_removal",
        sa.Column("survey_id", sa.BigInteger(), nullable=False),
        sa.Column("place_uid", sa.BigInteger(), nullable=False),
        sa.Column("change", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("area_m2", sa.Double(), nullable=False),
        sa.Column("complaints", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_survey_removal_survey_id_survey")
        ),
        sa.PrimaryKeyConstraint("survey_id", "place_uid", name=op.f("pk_survey_removal")),
    )
    op.add_column("survey", sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("survey", sa.Column("run", sa.Integer(), server_default="0", nullable=False))
    op.add_column(
        "survey",
        sa.Column(
            "request", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
    )
    op.add_column(
        "survey",
        sa.Column(
            "questions",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="[]",
            nullable=False,
        ),
    )
    op.add_column(
        "survey", sa.Column("error", postgresql.JSONB(astext_type=sa.Text()), nullable=True)
    )
    op.add_column(
        "survey",
        sa.Column(
            "summary", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
    )
    op.add_column(
        "survey",
        sa.Column(
            "reviews", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False
        ),
    )
    op.add_column("survey", sa.Column("base_release_id", sa.BigInteger(), nullable=True))
    op.add_column("survey", sa.Column("approved_by", sa.String(), nullable=True))
    op.add_column("survey", sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("survey", sa.Column("approval_reason", sa.String(), nullable=True))
    op.add_column("survey", sa.Column("withdrawn_by", sa.String(), nullable=True))
    op.add_column("survey", sa.Column("withdrawal_reason", sa.String(), nullable=True))
    op.alter_column("survey", "layer", existing_type=sa.VARCHAR(), nullable=True)
    op.alter_column("survey", "encoding", existing_type=sa.VARCHAR(), nullable=True)
    op.alter_column("survey", "srid", existing_type=sa.INTEGER(), nullable=True)
    op.alter_column("survey", "features", existing_type=sa.INTEGER(), nullable=True)
    op.alter_column("survey", "decisions", server_default="{}")
    op.create_index("ix_survey_file", "survey", ["file_sha256"], unique=False)
    op.execute(_MOVE_FINDINGS)
    op.drop_column("survey", "findings")
    op.drop_constraint(op.f("ck_survey_kind"), "survey", type_="check")
    op.drop_constraint(op.f("ck_survey_status"), "survey", type_="check")
    op.create_check_constraint(op.f("ck_survey_kind"), "survey", f"kind IN ({_KINDS})")
    op.create_check_constraint(op.f("ck_survey_status"), "survey", f"status IN ({_STATUSES})")
    # What a file says is staged also where something is missing, to be shown beside the finding.
    for name in ("code", "name", "geom"):
        op.alter_column("survey_feature", name, nullable=True)
    op.add_column("survey_feature", sa.Column("identified_by", sa.String(), nullable=True))
    op.add_column("survey_feature", sa.Column("iou", sa.Double(), nullable=True))
    op.add_column("survey_feature", sa.Column("old_code", sa.String(), nullable=True))
    op.add_column("survey_feature", sa.Column("old_name", sa.String(), nullable=True))
    op.add_column("survey_feature", sa.Column("old_area_m2", sa.Double(), nullable=True))
    op.add_column("survey_feature", sa.Column("distance_m", sa.Double(), nullable=True))
    op.add_column("survey_feature", sa.Column("shift_east_m", sa.Double(), nullable=True))
    op.add_column("survey_feature", sa.Column("shift_north_m", sa.Double(), nullable=True))
    op.add_column(
        "survey_feature", sa.Column("complaints", sa.Integer(), server_default="0", nullable=False)
    )


def downgrade() -> None:
    op.drop_column("survey_feature", "complaints")
    op.drop_column("survey_feature", "shift_north_m")
    op.drop_column("survey_feature", "shift_east_m")
    op.drop_column("survey_feature", "distance_m")
    op.drop_column("survey_feature", "old_area_m2")
    op.drop_column("survey_feature", "old_name")
    op.drop_column("survey_feature", "old_code")
    op.drop_column("survey_feature", "iou")
    op.drop_column("survey_feature", "identified_by")
    for name in ("code", "name", "geom"):
        op.alter_column("survey_feature", name, nullable=False)
    op.drop_constraint(op.f("ck_survey_kind"), "survey", type_="check")
    op.drop_constraint(op.f("ck_survey_status"), "survey", type_="check")
    op.create_check_constraint(op.f("ck_survey_kind"), "survey", "kind IN ('street', 'zone')")
    op.create_check_constraint(
        op.f("ck_survey_status"), "survey", "status IN ('staged', 'published', 'unchanged')"
    )
    op.add_column(
        "survey",
        sa.Column(
            "findings", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False
        ),
    )
    op.alter_column("survey", "findings", server_default=None)
    op.drop_index("ix_survey_file", table_name="survey")
    op.alter_column("survey", "decisions", server_default=None)
    op.alter_column("survey", "features", existing_type=sa.INTEGER(), nullable=False)
    op.alter_column("survey", "srid", existing_type=sa.INTEGER(), nullable=False)
    op.alter_column("survey", "encoding", existing_type=sa.VARCHAR(), nullable=False)
    op.alter_column("survey", "layer", existing_type=sa.VARCHAR(), nullable=False)
    op.drop_column("survey", "withdrawal_reason")
    op.drop_column("survey", "withdrawn_by")
    op.drop_column("survey", "approval_reason")
    op.drop_column("survey", "approved_at")
    op.drop_column("survey", "approved_by")
    op.drop_column("survey", "base_release_id")
    op.drop_column("survey", "reviews")
    op.drop_column("survey", "summary")
    op.drop_column("survey", "error")
    op.drop_column("survey", "questions")
    op.drop_column("survey", "request")
    op.drop_column("survey", "run")
    op.drop_column("survey", "finished_at")
    op.drop_table("survey_removal")
    op.drop_index("ix_survey_finding_fingerprint", table_name="survey_finding")
    op.drop_table("survey_finding")
    op.drop_table("survey_descent")
    op.drop_table("finding_waiver")
    op.drop_index("ix_base_feature_sys", table_name="base_feature", postgresql_using="gist")
    op.drop_geospatial_index(
        "ix_base_feature_geom",
        table_name="base_feature",
        postgresql_using="gist",
        column_name="geom",
    )
    op.drop_geospatial_table("base_feature")
    op.drop_table("field_mapping")

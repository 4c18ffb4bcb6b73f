"""Places, services, records, people."""

import geoalchemy2
import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "account",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("display_name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("street_code", sa.String(), nullable=True),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("enabled", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.CheckConstraint(
            "role <> 'street_official' OR street_code IS NOT NULL", name=op.f("ck_account_street")
        ),
        sa.CheckConstraint(
            "role IN ('viewer', 'street_official', 'district_official', 'data_staff', 'gis_staff', 'administrator', 'display')",
            name=op.f("ck_account_role"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("name", name=op.f("uq_account_name")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("previous_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_entry_hash")),
    )
    op.create_table(
        "display_token",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_display_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_display_token_token_hash")),
    )
    op.create_table(
        "record_load",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("file_sha256", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("matched", sa.Integer(), nullable=False),
        sa.Column("review", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("out_of_area", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column(
            "loaded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("loaded_by", sa.String(), nullable=False),
        sa.Column("decisions", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_load")),
    )
    op.create_table(
        "survey",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("file_sha256", sa.String(), nullable=False),
        sa.Column("layer", sa.String(), nullable=False),
        sa.Column("encoding", sa.String(), nullable=False),
        sa.Column("srid", sa.Integer(), nullable=False),
        sa.Column("features", sa.Integer(), nullable=False),
        sa.Column("partial", sa.Boolean(), nullable=False),
        sa.Column("surveyed_on", sa.Date(), nullable=True),
        sa.Column(
            "loaded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("loaded_by", sa.String(), nullable=False),
        sa.Column("decisions", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("findings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.CheckConstraint("kind IN ('street', 'zone')", name=op.f("ck_survey_kind")),
        sa.CheckConstraint(
            "status IN ('staged', 'published', 'unchanged')", name=op.f("ck_survey_status")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
    )
    op.create_table(
        "firm",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("uscc", sa.String(), nullable=False),
        sa.Column("association_member", sa.Boolean(), nullable=True),
        sa.Column("source_key", sa.String(), nullable=False),
        sa.Column("load_id", sa.BigInteger(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(length=32), nullable=False),
        sa.Column("sys", postgresql.TSTZRANGE(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["load_id"], ["record_load.id"], name=op.f("fk_firm_load_id_record_load")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_firm")),
    )
    op.create_index(
        "uq_firm_current",
        "firm",
        ["source_key"],
        unique=True,
        postgresql_where=sa.text("upper_inf(sys)"),
    )
    op.create_table(
        "rejected_row",
        sa.Column("load_id", sa.BigInteger(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("column", sa.String(), nullable=True),
        sa.Column("reason_zh", sa.String(), nullable=False),
        sa.Column("reason_en", sa.String(), nullable=False),
        sa.Column("values", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["load_id"], ["record_load.id"], name=op.f("fk_rejected_row_load_id_record_load")
        ),
        sa.PrimaryKeyConstraint("load_id", "row_no", name=op.f("pk_rejected_row")),
    )
    op.create_table(
        "release",
        sa.Column("previous_id", sa.BigInteger(), nullable=True),
        sa.Column("survey_id", sa.BigInteger(), nullable=True),
        sa.Column("content_of", sa.BigInteger(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("streets", sa.Integer(), nullable=False),
        sa.Column("zones", sa.Integer(), nullable=False),
        sa.Column("archive_sha256", sa.String(), nullable=True),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["content_of"], ["release.id"], name=op.f("fk_release_content_of_release")
        ),
        sa.ForeignKeyConstraint(
            ["previous_id"], ["release.id"], name=op.f("fk_release_previous_id_release")
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_release_survey_id_survey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
        sa.UniqueConstraint("previous_id", name=op.f("uq_release_previous_id")),
        sa.UniqueConstraint("published_at", name=op.f("uq_release_published_at")),
    )
    op.create_table(
        "revision",
        sa.Column("load_id", sa.BigInteger(), nullable=False),
        sa.Column("committed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("committed_by", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["load_id"], ["record_load.id"], name=op.f("fk_revision_load_id_record_load")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sa.UniqueConstraint("committed_at", name=op.f("uq_revision_committed_at")),
    )
    op.create_table(
        "session",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("display_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "seen_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_session_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["display_id"],
            ["display_token.id"],
            name=op.f("fk_session_display_id_display_token"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_session")),
    )
    op.create_table(
        "sign_in_link",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_sign_in_link_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in_link")),
    )
    op.create_table(
        "street",
        sa.Column("uid", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("survey_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_street_survey_id_survey")
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_street")),
    )
    op.create_geospatial_table(
        "survey_feature",
        sa.Column("survey_id", sa.BigInteger(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("place_uid", sa.BigInteger(), nullable=True),
        sa.Column("street_uid", sa.BigInteger(), nullable=True),
        sa.Column("change", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("attributes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("area_m2", sa.Double(), nullable=False),
        sa.Column(
            "geom",
            Geometry(
                geometry_type="MULTIPOLYGON",
                srid=4490,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_survey_feature_survey_id_survey")
        ),
        sa.PrimaryKeyConstraint("survey_id", "row_no", name=op.f("pk_survey_feature")),
    )
    op.create_table(
        "zone",
        sa.Column("uid", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("survey_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_zone_survey_id_survey")
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_zone")),
    )
    op.create_table(
        "committee",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("oc_status", sa.String(), nullable=True),
        sa.Column("pmc_status", sa.String(), nullable=True),
        sa.Column("pmc_ground", sa.String(), nullable=True),
        sa.Column("transition", sa.String(), nullable=True),
        sa.Column("formed_on", sa.Date(), nullable=True),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("filing_no", sa.String(), nullable=True),
        sa.Column("term_end", sa.Date(), nullable=True),
        sa.Column("members", sa.BigInteger(), nullable=True),
        sa.Column("zone_uid", sa.BigInteger(), nullable=True),
        sa.Column("placement", sa.String(), nullable=False),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("source_key", sa.String(), nullable=False),
        sa.Column("load_id", sa.BigInteger(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(length=32), nullable=False),
        sa.Column("sys", postgresql.TSTZRANGE(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["load_id"], ["record_load.id"], name=op.f("fk_committee_load_id_record_load")
        ),
        sa.ForeignKeyConstraint(
            ["zone_uid"], ["zone.uid"], name=op.f("fk_committee_zone_uid_zone")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_committee")),
    )
    op.create_index(op.f("ix_committee_zone_uid"), "committee", ["zone_uid"], unique=False)
    op.create_index(
        "uq_committee_current",
        "committee",
        ["source_key"],
        unique=True,
        postgresql_where=sa.text("upper_inf(sys)"),
    )
    op.create_table(
        "complaint",
        sa.Column("order_no", sa.String(), nullable=False),
        sa.Column("order_kind", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("category_path", sa.String(), nullable=True),
        sa.Column("monthly_topic", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("street_name", sa.String(), nullable=True),
        sa.Column("callback_valid", sa.Boolean(), nullable=True),
        sa.Column("contacted", sa.Boolean(), nullable=True),
        sa.Column("resolved", sa.Boolean(), nullable=True),
        sa.Column("satisfaction", sa.String(), nullable=False),
        sa.Column("zone_uid", sa.BigInteger(), nullable=True),
        sa.Column("placement", sa.String(), nullable=False),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("source_key", sa.String(), nullable=False),
        sa.Column("load_id", sa.BigInteger(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(length=32), nullable=False),
        sa.Column("sys", postgresql.TSTZRANGE(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["load_id"], ["record_load.id"], name=op.f("fk_complaint_load_id_record_load")
        ),
        sa.ForeignKeyConstraint(
            ["zone_uid"], ["zone.uid"], name=op.f("fk_complaint_zone_uid_zone")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
    )
    op.create_index(
        "ix_complaint_zone_received", "complaint", ["zone_uid", "received_at"], unique=False
    )
    op.create_index(op.f("ix_complaint_zone_uid"), "complaint", ["zone_uid"], unique=False)
    op.create_index(
        "uq_complaint_current",
        "complaint",
        ["source_key"],
        unique=True,
        postgresql_where=sa.text("upper_inf(sys)"),
    )
    op.create_table(
        "enforcement",
        sa.Column("decision_no", sa.String(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("authority_name", sa.String(), nullable=True),
        sa.Column("party_name", sa.String(), nullable=True),
        sa.Column("violation", sa.String(), nullable=True),
        sa.Column("article", sa.String(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("fined_yuan", sa.Numeric(precision=16, scale=2), nullable=True),
        sa.Column("confiscated_yuan", sa.Numeric(precision=16, scale=2), nullable=True),
        sa.Column("refunded_yuan", sa.Numeric(precision=16, scale=2), nullable=True),
        sa.Column("involved_yuan", sa.Numeric(precision=16, scale=2), nullable=True),
        sa.Column("zone_uid", sa.BigInteger(), nullable=True),
        sa.Column("placement", sa.String(), nullable=False),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("source_key", sa.String(), nullable=False),
        sa.Column("load_id", sa.BigInteger(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(length=32), nullable=False),
        sa.Column("sys", postgresql.TSTZRANGE(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["load_id"], ["record_load.id"], name=op.f("fk_enforcement_load_id_record_load")
        ),
        sa.ForeignKeyConstraint(
            ["zone_uid"], ["zone.uid"], name=op.f("fk_enforcement_zone_uid_zone")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enforcement")),
    )
    op.create_index(op.f("ix_enforcement_zone_uid"), "enforcement", ["zone_uid"], unique=False)
    op.create_index(
        "uq_enforcement_current",
        "enforcement",
        ["source_key"],
        unique=True,
        postgresql_where=sa.text("upper_inf(sys)"),
    )
    op.create_table(
        "lineage",
        sa.Column("parent_uid", sa.BigInteger(), nullable=False),
        sa.Column("child_uid", sa.BigInteger(), nullable=False),
        sa.Column("release_id", sa.BigInteger(), nullable=False),
        sa.Column("share", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["child_uid"], ["zone.uid"], name=op.f("fk_lineage_child_uid_zone")
        ),
        sa.ForeignKeyConstraint(
            ["parent_uid"], ["zone.uid"], name=op.f("fk_lineage_parent_uid_zone")
        ),
        sa.ForeignKeyConstraint(
            ["release_id"], ["release.id"], name=op.f("fk_lineage_release_id_release")
        ),
        sa.PrimaryKeyConstraint("parent_uid", "child_uid", "release_id", name=op.f("pk_lineage")),
    )
    op.create_table(
        "list_entry",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("issue", sa.String(), nullable=False),
        sa.Column("firm_name", sa.String(), nullable=True),
        sa.Column("firm_uscc", sa.String(), nullable=True),
        sa.Column("listed_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("zone_uid", sa.BigInteger(), nullable=True),
        sa.Column("placement", sa.String(), nullable=False),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("source_key", sa.String(), nullable=False),
        sa.Column("load_id", sa.BigInteger(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(length=32), nullable=False),
        sa.Column("sys", postgresql.TSTZRANGE(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["load_id"], ["record_load.id"], name=op.f("fk_list_entry_load_id_record_load")
        ),
        sa.ForeignKeyConstraint(
            ["zone_uid"], ["zone.uid"], name=op.f("fk_list_entry_zone_uid_zone")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_entry")),
    )
    op.create_index(op.f("ix_list_entry_firm_uscc"), "list_entry", ["firm_uscc"], unique=False)
    op.create_index(op.f("ix_list_entry_zone_uid"), "list_entry", ["zone_uid"], unique=False)
    op.create_index(
        "uq_list_entry_current",
        "list_entry",
        ["source_key"],
        unique=True,
        postgresql_where=sa.text("upper_inf(sys)"),
    )
    op.create_table(
        "party_organisation",
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("firm_uscc", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("zone_uid", sa.BigInteger(), nullable=True),
        sa.Column("placement", sa.String(), nullable=False),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("source_key", sa.String(), nullable=False),
        sa.Column("load_id", sa.BigInteger(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(length=32), nullable=False),
        sa.Column("sys", postgresql.TSTZRANGE(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["load_id"], ["record_load.id"], name=op.f("fk_party_organisation_load_id_record_load")
        ),
        sa.ForeignKeyConstraint(
            ["zone_uid"], ["zone.uid"], name=op.f("fk_party_organisation_zone_uid_zone")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_organisation")),
    )
    op.create_index(
        op.f("ix_party_organisation_firm_uscc"), "party_organisation", ["firm_uscc"], unique=False
    )
    op.create_index(
        op.f("ix_party_organisation_zone_uid"), "party_organisation", ["zone_uid"], unique=False
    )
    op.create_index(
        "uq_party_organisation_current",
        "party_organisation",
        ["source_key"],
        unique=True,
        postgresql_where=sa.text("upper_inf(sys)"),
    )
    op.create_table(
        "rating",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("firm_name", sa.String(), nullable=True),
        sa.Column("firm_uscc", sa.String(), nullable=True),
        sa.Column("score", sa.Numeric(precision=6, scale=2), nullable=True),
        sa.Column("grade", sa.String(), nullable=True),
        sa.Column("zone_uid", sa.BigInteger(), nullable=True),
        sa.Column("placement", sa.String(), nullable=False),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("source_key", sa.String(), nullable=False),
        sa.Column("load_id", sa.BigInteger(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(length=32), nullable=False),
        sa.Column("sys", postgresql.TSTZRANGE(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["load_id"], ["record_load.id"], name=op.f("fk_rating_load_id_record_load")
        ),
        sa.ForeignKeyConstraint(["zone_uid"], ["zone.uid"], name=op.f("fk_rating_zone_uid_zone")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating")),
    )
    op.create_index(op.f("ix_rating_firm_uscc"), "rating", ["firm_uscc"], unique=False)
    op.create_index(op.f("ix_rating_zone_uid"), "rating", ["zone_uid"], unique=False)
    op.create_index(
        "uq_rating_current",
        "rating",
        ["source_key"],
        unique=True,
        postgresql_where=sa.text("upper_inf(sys)"),
    )
    op.create_table(
        "service",
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("firm_name", sa.String(), nullable=True),
        sa.Column("firm_uscc", sa.String(), nullable=True),
        sa.Column("contract_stage", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("fee_yuan_m2_month", sa.Numeric(precision=8, scale=2), nullable=True),
        sa.Column("zone_uid", sa.BigInteger(), nullable=True),
        sa.Column("placement", sa.String(), nullable=False),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("source_key", sa.String(), nullable=False),
        sa.Column("load_id", sa.BigInteger(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(length=32), nullable=False),
        sa.Column("sys", postgresql.TSTZRANGE(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["load_id"], ["record_load.id"], name=op.f("fk_service_load_id_record_load")
        ),
        sa.ForeignKeyConstraint(["zone_uid"], ["zone.uid"], name=op.f("fk_service_zone_uid_zone")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
    )
    op.create_index(op.f("ix_service_firm_uscc"), "service", ["firm_uscc"], unique=False)
    op.create_index(op.f("ix_service_zone_uid"), "service", ["zone_uid"], unique=False)
    op.create_index(
        "uq_service_current",
        "service",
        ["source_key"],
        unique=True,
        postgresql_where=sa.text("upper_inf(sys)"),
    )
    op.create_geospatial_table(
        "street_version",
        sa.Column("street_uid", sa.BigInteger(), nullable=False),
        sa.Column("survey_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("attributes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("area_m2", sa.Double(), nullable=False),
        sa.Column(
            "geom",
            Geometry(
                geometry_type="MULTIPOLYGON",
                srid=4490,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.Column("valid", postgresql.TSTZRANGE(), nullable=False),
        sa.Column("sys", postgresql.TSTZRANGE(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("street_uid"), "="),
            (sa.column("valid"), "&&"),
            (sa.column("sys"), "&&"),
            using="gist",
            name="street_version_no_overlap",
        ),
        sa.ForeignKeyConstraint(
            ["street_uid"], ["street.uid"], name=op.f("fk_street_version_street_uid_street")
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_street_version_survey_id_survey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_street_version")),
    )
    op.create_geospatial_index(
        "ix_street_version_geom",
        "street_version",
        ["geom"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_index(
        "ix_street_version_sys", "street_version", ["sys"], unique=False, postgresql_using="gist"
    )
    op.create_geospatial_table(
        "zone_version",
        sa.Column("zone_uid", sa.BigInteger(), nullable=False),
        sa.Column("street_uid", sa.BigInteger(), nullable=True),
        sa.Column("survey_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("attributes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("area_m2", sa.Double(), nullable=False),
        sa.Column(
            "geom",
            Geometry(
                geometry_type="MULTIPOLYGON",
                srid=4490,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.Column("valid", postgresql.TSTZRANGE(), nullable=False),
        sa.Column("sys", postgresql.TSTZRANGE(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("zone_uid"), "="),
            (sa.column("valid"), "&&"),
            (sa.column("sys"), "&&"),
            using="gist",
            name="zone_version_no_overlap",
        ),
        sa.ForeignKeyConstraint(
            ["street_uid"], ["street.uid"], name=op.f("fk_zone_version_street_uid_street")
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_zone_version_survey_id_survey")
        ),
        sa.ForeignKeyConstraint(
            ["zone_uid"], ["zone.uid"], name=op.f("fk_zone_version_zone_uid_zone")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zone_version")),
    )
    op.create_index(
        "ix_zone_version_code",
        "zone_version",
        ["code"],
        unique=False,
        postgresql_where=sa.text("upper_inf(sys)"),
    )
    op.create_geospatial_index(
        "ix_zone_version_geom",
        "zone_version",
        ["geom"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_index(
        "ix_zone_version_name",
        "zone_version",
        ["name"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"name": "gin_trgm_ops"},
    )
    op.create_index(
        "ix_zone_version_sys", "zone_version", ["sys"], unique=False, postgresql_using="gist"
    )


def downgrade() -> None:

    op.drop_index("ix_zone_version_sys", table_name="zone_version", postgresql_using="gist")
    op.drop_index(
        "ix_zone_version_name",
        table_name="zone_version",
        postgresql_using="gin",
        postgresql_ops={"name": "gin_trgm_ops"},
    )
    op.drop_geospatial_index(
        "ix_zone_version_geom",
        table_name="zone_version",
        postgresql_using="gist",
        column_name="geom",
    )
    op.drop_index(
        "ix_zone_version_code",
        table_name="zone_version",
        postgresql_where=sa.text("upper_inf(sys)"),
    )
    op.drop_geospatial_table("zone_version")
    op.drop_index("ix_street_version_sys", table_name="street_version", postgresql_using="gist")
    op.drop_geospatial_index(
        "ix_street_version_geom",
        table_name="street_version",
        postgresql_using="gist",
        column_name="geom",
    )
    op.drop_geospatial_table("street_version")
    op.drop_index(
        "uq_service_current", table_name="service", postgresql_where=sa.text("upper_inf(sys)")
    )
    op.drop_index(op.f("ix_service_zone_uid"), table_name="service")
    op.drop_index(op.f("ix_service_firm_uscc"), table_name="service")
    op.drop_table("service")
    op.drop_index(
        "uq_rating_current", table_name="rating", postgresql_where=sa.text("upper_inf(sys)")
    )
    op.drop_index(op.f("ix_rating_zone_uid"), table_name="rating")
    op.drop_index(op.f("ix_rating_firm_uscc"), table_name="rating")
    op.drop_table("rating")
    op.drop_index(
        "uq_party_organisation_current",
        table_name="party_organisation",
        postgresql_where=sa.text("upper_inf(sys)"),
    )
    op.drop_index(op.f("ix_party_organisation_zone_uid"), table_name="party_organisation")
    op.drop_index(op.f("ix_party_organisation_firm_uscc"), table_name="party_organisation")
    op.drop_table("party_organisation")
    op.drop_index(
        "uq_list_entry_current", table_name="list_entry", postgresql_where=sa.text("upper_inf(sys)")
    )
    op.drop_index(op.f("ix_list_entry_zone_uid"), table_name="list_entry")
    op.drop_index(op.f("ix_list_entry_firm_uscc"), table_name="list_entry")
    op.drop_table("list_entry")
    op.drop_table("lineage")
    op.drop_index(
        "uq_enforcement_current",
        table_name="enforcement",
        postgresql_where=sa.text("upper_inf(sys)"),
    )
    op.drop_index(op.f("ix_enforcement_zone_uid"), table_name="enforcement")
    op.drop_table("enforcement")
    op.drop_index(
        "uq_complaint_current", table_name="complaint", postgresql_where=sa.text("upper_inf(sys)")
    )
    op.drop_index(op.f("ix_complaint_zone_uid"), table_name="complaint")
    op.drop_index("ix_complaint_zone_received", table_name="complaint")
    op.drop_table("complaint")
    op.drop_index(
        "uq_committee_current", table_name="committee", postgresql_where=sa.text("upper_inf(sys)")
    )
    op.drop_index(op.f("ix_committee_zone_uid"), table_name="committee")
    op.drop_table("committee")
    op.drop_table("zone")
    op.drop_geospatial_table("survey_feature")
    op.drop_table("street")
    op.drop_table("sign_in_link")
    op.drop_table("session")
    op.drop_table("revision")
    op.drop_table("release")
    op.drop_table("rejected_row")
    op.drop_index("uq_firm_current", table_name="firm", postgresql_where=sa.text("upper_inf(sys)"))
    op.drop_table("firm")
    op.drop_table("survey")
    op.drop_table("record_load")
    op.drop_table("display_token")
    op.drop_table("audit_entry")
    op.drop_table("account")

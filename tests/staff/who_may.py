"""Who may open which address below /staff/. An address that is not here fails a test: decide, and write it down."""

OPEN = frozenset({"open"})
"""No guard of ours: logging in, and the link in an invitation."""
EVERYBODY = frozenset({"everybody"})
"""Everybody on staff with a second factor; the view shows one's own things only."""

NAMES = {
    OPEN: {
        "staff": "invited invited_link joining",
        "": (
            "account_login account_logout account_inactive account_signup account_reauthenticate "
            "account_request_reauthentication_code account_confirm_reauthentication_code "
            "account_email account_email_verification_sent account_change_password account_set_password "
            "account_reset_password account_confirm_login_code account_confirm_email "
            "account_reset_password_from_key_done account_reset_password_from_key "
            "account_reset_password_done mfa_index mfa_authenticate mfa_reauthenticate mfa_activate_totp "
            "mfa_deactivate_totp mfa_view_recovery_codes mfa_generate_recovery_codes "
            "mfa_download_recovery_codes mfa_list_webauthn mfa_add_webauthn mfa_reauthenticate_webauthn "
            "mfa_remove_webauthn mfa_edit_webauthn mfa_login_webauthn"
        ),
    },
    EVERYBODY: {
        "staff": "home jobs job job_restart job_download language places end_place end_others",
    },
    frozenset({"accounts"}): {
        "staff": "people invite take_back person give take end anew",
    },
    frozenset({"fg", "privacy"}): {
        "staff": "audit audit_file",
        "privacy": "studies study",
    },
    frozenset({"privacy"}): {
        "privacy": "purge ask answer erase told",
    },
    frozenset({"researcher", "translator"}): {
        "surveys": (
            "audio_studies audio audio_make audio_withdraw_sign_off audio_texts audio_zip audio_sign_off "
            "audio_script audio_upload audio_remove audio_sample audio_clip to_translate files files_export "
            "files_import files_confirm"
        ),
        "surveys:workbench": "overview changes texts sign interface text save mark fits comment settle",
    },
    frozenset({"researcher"}): {
        "surveys": "studies new_study copy_study upload_study compare study draft_standing",
        "surveys:design": (
            "opening open_edition open_part open_snapshot outline add up down copy remove save study entry "
            "parts tags add_tag remove_tag tag_kind tag "
            "node move removal share own undo history comments remark answer settle reopen rules rule "
            "rule_work rule_live rule_problems rule_save matrix matrix_csv map simulate count checks "
            "problem_list problem_counts problems_of prove keep_proved publish publish_state publish_ask "
            "publish_replay publish_request publish_approve publish_withdraw draft_files bring_in download "
            "length dates set_dates close bank bank_pick bank_take bank_item bank_results"
        ),
        "preview": (
            "start begin jump finding beside paper remarks share remarks_file revoke settle consent page "
            "enough check ending landing delete_remark"
        ),
    },
    frozenset({"fieldwork"}): {
        "invitations": (
            "letters returns undo_return letter_file people bring_in frame_sources exclude helpdesk_code sample "
            "draw_sample pack parcel_file batch proofs sheet"
        ),
        "municipality": "overview add effort_file table_file end_access",
        "interviewing": "overview begin",
        "fieldwork": "webhook",
        "helpdesk": "desk look refuse take_back_refusal give_code note take_back call_backs call_back_done",
    },
    frozenset({"fieldwork", "researcher", "translator"}): {
        "invitations": "changes",
    },
    frozenset({"fieldwork", "researcher"}): {
        "invitations": "words_first words_picture words words_preview",
        "closing": "studies end close reopen classify write report",
    },
    frozenset({"fieldwork", "privacy"}): {
        "invitations": "parcel_studies parcels delete_letters add_receiver end_receiver",
        "wishes": "studies study take_out purge",
    },
    frozenset({"fieldwork", "municipality"}): {
        "channels": "list new channel flyer messages close",
        "sessions": "list new guide wall close",
        "municipality": (
            "home area efforts effort undo plan planned call_off open_now contacts ask end_contact take_back"
        ),
    },
    frozenset({"analyst", "researcher"}): {
        "exports": (
            "datasets cleaning_study cleaning_look cleaning_undo cleaning_rule coding coding_collect code "
            "decide given code_frame undo_code weights weight_set table_studies tables table_file "
            "tables_read table_save table_saved table_remove"
        ),
    },
    frozenset({"analyst", "fieldwork", "researcher"}): {
        "fieldwork": "studies morning response days answering questions times count csv sending mail",
        "advice": "studies page anew",
        "helpdesk": "studies numbers",
    },
    frozenset({"analyst", "fieldwork", "municipality", "researcher"}): {
        "exports": "api api_tokens api_token_revoke",
    },
    frozenset({"analyst", "privacy", "researcher"}): {
        "exports": "cleaning cleaning_texts cleaning_text",
    },
}
"""By who may, by namespace: the names of the addresses."""

WHO_MAY: dict[str, frozenset[str]] = {
    f"{namespace}:{name}" if namespace else name: roles
    for roles, namespaces in NAMES.items()
    for namespace, names in namespaces.items()
    for name in names.split()
}

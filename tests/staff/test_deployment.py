"""What the deployment files name exists: settings, secrets, figures; and what they promise about containers holds."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

pytestmark = pytest.mark.once
ROOT = Path(settings.BASE_DIR)
KUBERNETES = ROOT / "deploy" / "kubernetes"
OWN = {"postgres", "redis", "prometheus", "proxy"}
"""Services whose images are others'."""
NOT_SETTINGS = {"BACKUP_HOUR"}


def compose() -> dict[str, Any]:
    return dict(yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8")))


def manifests() -> Iterator[dict[str, Any]]:
    for file in sorted(KUBERNETES.glob("*.yaml")):
        yield from yaml.safe_load_all(file.read_text(encoding="utf-8"))


def pods() -> Iterator[tuple[str, dict[str, Any]]]:
    """Name and pod of everything that runs."""
    for one in manifests():
        spec = one.get("spec", {})
        spec = spec.get("jobTemplate", {}).get("spec", spec)
        if "template" in spec:
            yield one["metadata"]["name"], spec["template"]["spec"]


def read_settings() -> set[str]:
    """Names that the settings read from the environment."""
    text = (ROOT / "config" / "settings.py").read_text(encoding="utf-8")
    plain = set(re.findall(r"""env\.\w+\(\s*"([A-Z_]+)\"""", text))
    secret = set(re.findall(r"""secret\("([A-Z_]+)"\)""", text))
    for name in re.findall(r"""= _database\("([A-Z_]+)\"|": _database\("([A-Z_]+)\"""", text):
        secret |= {f"{''.join(name)}_URL", f"{''.join(name)}_PASSWORD"}
    return plain | secret | {f"{name}_FILE" for name in secret}


def unknown_settings(names: set[str]) -> set[str]:
    return names - read_settings() - NOT_SETTINGS


def test_every_setting_that_is_given_is_read() -> None:
    given = {name for name, one in compose()["services"].items() if name not in OWN | {"pgbouncer"}}
    names = {key for service in given for key in compose()["services"][service].get("environment", {})}
    config = next(one for one in manifests() if one["kind"] == "ConfigMap")
    assert unknown_settings(names) == set()
    assert unknown_settings(set(config["data"])) == set()
    assert unknown_settings({"SECRET_KEY_FIL"}) == {"SECRET_KEY_FIL"}, "positive control"


def test_secrets_are_files_and_nothing_else() -> None:
    """Each file that a service reads is a secret of that service; no value of one stands in the environment."""
    whole = compose()
    made = (ROOT / "deploy" / "make_secrets.sh").read_text(encoding="utf-8")
    assert all(re.search(rf"\b{name}\b", made) for name in whole["secrets"])
    for name, service in whole["services"].items():
        environment = service.get("environment", {})
        files = re.findall(r"/run/secrets/(\w+)", json.dumps(environment))
        assert set(files) <= set(service.get("secrets", [])), name
        assert set(service.get("secrets", [])) <= set(whole["secrets"]), name
        bare = [key for key in environment if re.search(r"(_KEY|PASSWORD|TOKEN)$", key)]
        assert bare == [], name


def test_containers_may_do_little() -> None:
    for name, service in compose()["services"].items():
        assert "no-new-privileges:true" in service["security_opt"], name
        assert service["networks"], name
        assert service["logging"]["options"]["max-size"], name
        if name not in OWN:
            assert service["read_only"] is True, name
            assert service["cap_drop"] == ["ALL"], name
    assert compose()["networks"]["inside"]["internal"] is True
    outside = {name for name, one in compose()["services"].items() if "outside" in one["networks"]}
    assert outside == {"worker", "proxy"}
    assert {name for name, one in compose()["services"].items() if "ports" in one} == {"proxy"}


def test_pods_may_do_little() -> None:
    found = dict(pods())
    assert set(found) == {"web", "worker", "beat", "migrate", "backup"}
    for name, pod in found.items():
        assert pod["securityContext"]["runAsNonRoot"] is True, name
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, name
        assert pod["automountServiceAccountToken"] is False, name
        for container in pod["containers"]:
            context = container["securityContext"]
            assert context["readOnlyRootFilesystem"] is True, name
            assert context["capabilities"] == {"drop": ["ALL"]}, name
            assert context["allowPrivilegeEscalation"] is False, name
            assert container["resources"]["limits"]["memory"], name
            mounted = {mount["name"] for mount in container["volumeMounts"]}
            assert mounted == {volume["name"] for volume in pod["volumes"]}, name
    (web,) = found["web"]["containers"]
    probes = ("startupProbe", "livenessProbe", "readinessProbe")
    assert [web[probe]["httpGet"]["path"] for probe in probes] == ["/healthz", "/healthz", "/readyz"]


def known_figures() -> set[str]:
    text = "".join((ROOT / "config" / name).read_text(encoding="utf-8") for name in ("metrics.py", "site_figures.py"))
    names = set(re.findall(r'"(inburgerstem_\w+)"', text))
    endings = ("_total", "_bucket", "_count", "_sum")
    return names | {f"{name}{ending}" for name in names for ending in endings}


def unknown_figures(text: str) -> set[str]:
    return set(re.findall(r"\binburgerstem_\w+", text)) - known_figures()


@pytest.mark.parametrize("file", ["alerts.yml", "dashboard.json"])
def test_alarms_and_pictures_use_figures_that_exist(file: str) -> None:
    text = (ROOT / "deploy" / "monitoring" / file).read_text(encoding="utf-8")
    assert "inburgerstem_requests_total" in text
    assert unknown_figures(text) == set()
    assert unknown_figures("rate(inburgerstem_request_total[5m])"), "positive control: one letter less"


def test_each_alarm_is_explained() -> None:
    rules = yaml.safe_load((ROOT / "deploy" / "monitoring" / "alerts.yml").read_text(encoding="utf-8"))
    manual = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    names = [rule["alert"] for group in rules["groups"] for rule in group["rules"]]
    assert len(names) > 10
    assert [name for name in names if f"`{name}`" not in manual] == []


def test_figures_never_go_through_the_proxy() -> None:
    assert "respond /metrics 404" in (ROOT / "deploy" / "Caddyfile").read_text(encoding="utf-8")


@pytest.mark.parametrize("script", sorted(ROOT.glob("deploy/**/*.sh")), ids=lambda path: path.name)
def test_scripts_can_be_read_by_a_shell(script: Path) -> None:
    shell = "bash" if "bash" in script.read_text(encoding="utf-8").splitlines()[0] else "sh"
    assert subprocess.run([shell, "-n", str(script)], capture_output=True).returncode == 0


def test_secrets_are_made_once(tmp_path: Path) -> None:
    for _ in range(2):
        done = subprocess.run(["sh", ROOT / "deploy" / "make_secrets.sh"], cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    assert "secrets/code_key was there" in done.stdout
    assert set(compose()["secrets"]) == {file.name for file in (tmp_path / "secrets").iterdir()}
    assert len((tmp_path / "secrets" / "code_key").read_text()) == 64
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700

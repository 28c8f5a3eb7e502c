"""The stack from outside, for docker/prove: Compose under a project name of its own, the images, Airflow's page."""

import json
import os
import re
import shlex
import subprocess
from http.client import HTTPResponse
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, ProxyHandler, Request, build_opener

ROOT = Path(__file__).resolve().parents[1]
PROJECT = "nutgraf-prove"
JSON = {"Content-Type": "application/json"}
# An S3 under the name, the port and the user id of the public image, for a machine that reaches no registry.
S3_STANDIN = r"""
FROM python:3.13-slim-trixie
RUN python3 -m venv /opt/moto && /opt/moto/bin/pip install --quiet --no-cache-dir 'moto[server]>=5.2'
RUN printf '#!/bin/sh\nexec /opt/moto/bin/moto_server -H 0.0.0.0 -p 8333\n' >/usr/bin/weed \
 && printf '#!/usr/bin/env python3\nimport socket\nsocket.create_connection(("127.0.0.1", 8333))\n' >/usr/bin/wget \
 && chmod 755 /usr/bin/weed /usr/bin/wget && install -d -o 1000 -g 1000 /data
ENTRYPOINT ["weed"]
"""


class NotProvedError(Exception):
    """What did not hold."""


def hold(fact: object, otherwise: str) -> None:
    """Go on if it is so. Raises NotProvedError."""
    if not fact:
        raise NotProvedError(otherwise)


def docker(*arguments: str, given: str | None = None) -> str:
    """What a docker command prints. Raises NotProvedError where it fails."""
    ran = subprocess.run(["docker", *arguments], input=given, capture_output=True, text=True, check=False)
    hold(ran.returncode == 0, f"docker {' '.join(arguments[:4])}: {ran.stderr[-2000:]}")
    return ran.stdout


class Stack:
    """One profile of docker-compose.yml, with an environment file of its own and nothing of the caller's settings."""

    def __init__(self, profile: str, env: Path) -> None:
        self.profile, self.env = profile, env
        command = shlex.split(os.environ.get("COMPOSE", "docker compose"))
        self.command = [*command, "--project-name", PROJECT, "--env-file", str(env)]
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith(("COMPOSE_", "NUTGRAF_"))}
        if profile == "scale":
            self.environment["COMPOSE_PROFILES"] = "scale"

    def ask(self, *arguments: str) -> tuple[int, str]:
        """Exit code and everything that a compose command prints."""
        options: Any = {"cwd": ROOT, "env": self.environment, "capture_output": True, "text": True}
        ran = subprocess.run([*self.command, *arguments], check=False, **options)
        return ran.returncode, ran.stdout + (ran.stderr if ran.returncode else "")

    def compose(self, *arguments: str) -> str:
        """What a compose command prints. Raises NotProvedError where it fails."""
        code, printed = self.ask(*arguments)
        hold(code == 0, f"compose {' '.join(arguments)}: exit code {code}\n{printed[-4000:]}")
        return printed

    def inside(self, service: str, *command: str) -> str:
        """What a command prints in the container of a service."""
        return self.compose("exec", "-T", service, *command)

    def containers(self) -> list[dict[str, Any]]:
        """What the engine says of each container that runs."""
        return json.loads(docker("inspect", *self.compose("ps", "--quiet").split()))

    def secret(self, name: str) -> str:
        """A value of the environment file."""
        found = re.search(rf"^{name}=(.+)$", self.env.read_text(encoding="utf-8"), re.MULTILINE)
        hold(found, f"no {name} in {self.env}")
        return found[1] if found else ""


def is_here(image: str) -> bool:
    """Whether the engine has an image of that name."""
    return subprocess.run(["docker", "image", "inspect", image], capture_output=True, check=False).returncode == 0


def find_images(stack: Stack) -> None:
    """Get the public images, or with STANDIN_IMAGES their stand-ins."""
    wanted = {name for name in stack.compose("config", "--images").split() if not name.startswith("nutgraf:")}
    wanted |= set(re.findall(r"^FROM (\S+:\S+)", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE))
    missing = [name for name in sorted(wanted) if not is_here(name)]
    script = os.environ.get("STANDIN_IMAGES")
    if missing and script:
        subprocess.run([script], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for name in missing:
        if script and "seaweedfs" in name:
            docker("build", "--quiet", "--tag", name, "-", given=S3_STANDIN)
        elif not is_here(name):
            docker("pull", "--quiet", name)
    if missing and script:
        print(f"           stand-ins: {', '.join(missing)}")


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Show the redirect instead of following it."""


class Web:
    """Airflow's page, with a token as a program has it, or with cookies as a browser."""

    def __init__(self, address: str) -> None:
        self.address, self.token = address, ""
        self.browser = build_opener(ProxyHandler({}), HTTPCookieProcessor(CookieJar()))

    def ask(self, path: str, body: dict[str, str] | None = None) -> dict[str, Any]:
        """Airflow's answer. Raises HTTPError."""
        headers = JSON | ({"Authorization": f"Bearer {self.token}"} if self.token else {})
        request = Request(self.address + path, json.dumps(body).encode() if body else None, headers)
        with build_opener(ProxyHandler({})).open(request, timeout=60) as answer:
            return json.load(answer)

    def status(self, path: str, body: dict[str, str] | None = None) -> int:
        """The status that a stranger gets."""
        request = Request(self.address + path, json.dumps(body).encode() if body else None, JSON)
        try:
            return build_opener(ProxyHandler({}), _Stay()).open(request, timeout=60).status
        except HTTPError as error:
            return error.code

    def log_in(self, password: str) -> None:
        """As admin: for a token, and by the form of the page."""
        who = {"username": "admin", "password": password}
        self.token = self.ask("/auth/token", who)["access_token"]
        form = self.open("/auth/login/").read().decode()
        csrf = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form)
        hold(csrf, "no login form on /auth/login/")
        self.open("/auth/login/", urlencode(who | {"csrf_token": csrf[1] if csrf else ""}).encode())

    def open(self, path: str, form: bytes | None = None) -> HTTPResponse:
        """A page, as a browser gets it. Raises HTTPError."""
        return self.browser.open(self.address + path, form, timeout=60)

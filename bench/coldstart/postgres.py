"""A PostgreSQL of the machine's own: TLS, passwords by SCRAM, and a log that tells who logged in."""

import glob
import os
import pathlib
import re
import shutil
import socket
import subprocess

from counts import Logins

OWNER = "owner"
ACCEPTED = re.compile(r'connection authorized: user=(\S+) .*?(SSL enabled|$)')
REJECTED = re.compile(r'FATAL:  password authentication failed for user "([^"]+)"')
RECEIVED = re.compile(r"connection received: host=127\.0\.0\.1 ")


def programs():
    """Where initdb, pg_ctl and psql are: the newest of Debian's, else those on the path."""
    folders = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[4]))
    if there := shutil.which("pg_ctl"):
        folders.insert(0, os.path.dirname(os.path.realpath(there)))
    for folder in map(pathlib.Path, reversed(folders)):
        if all((folder / name).exists() for name in ("initdb", "pg_ctl", "psql")):
            return folder
    raise RuntimeError("there is no PostgreSQL here (Debian: apt install postgresql)")


class Postgres:
    def __init__(self, folder, certificates):
        self.bin = programs()
        self.folder = folder
        self.log = folder / "log"
        self.seen = 0
        self.certificates = certificates
        # PostgreSQL refuses to run as root, and to read a key that others may read.
        self.as_owner = (
            ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.geteuid() == 0 else [])
        self.key = folder / "server.key"

    def start(self):
        self.folder.mkdir()
        shutil.copy(self.certificates.key, self.key)
        self.key.chmod(0o600)
        if self.as_owner:
            for path in (self.folder, self.key):
                shutil.chown(path, "nobody", "nogroup")
        self.run("initdb", "-D", self.folder / "data", "-U", OWNER, "-A", "trust", "--no-sync")
        rules = f"local all {OWNER} trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
        (self.folder / "data/pg_hba.conf").write_text(rules)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        settings = {
            "port": self.port, "listen_addresses": "127.0.0.1", "unix_socket_directories": self.folder, "fsync": "off",
            "ssl": "on", "ssl_cert_file": self.certificates.chain, "ssl_key_file": self.key,
            "log_connections": "on"}
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        self.run("pg_ctl", "-s", "-w", "-D", self.folder / "data", "-l", self.log, "-o", options, "start")

    def run(self, program, *arguments):
        done = subprocess.run(
            [*self.as_owner, self.bin / program, *map(str, arguments)],
            cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stdout}")

    def version(self):
        told = subprocess.run([self.bin / "pg_ctl", "--version"], check=True, stdout=subprocess.PIPE, text=True)
        return told.stdout.split()[2]

    def create_user(self, name, password):
        statement = f"""CREATE ROLE "{name}" LOGIN PASSWORD '{password}';"""
        subprocess.run(
            [self.bin / "psql", "-qX", "-v", "ON_ERROR_STOP=1", "-h", self.folder, "-p", str(self.port), "-U", OWNER,
             "postgres"], input=statement, check=True, text=True)

    def accepts(self, secret):
        """Whether a secret logs in, over TLS."""
        target = (
            f"host={secret['host']} port={secret['port']} user={secret['username']} dbname={secret['dbname']}"
            f" sslmode=verify-full sslrootcert={self.certificates.authority}")
        done = subprocess.run(
            [self.bin / "psql", "-qXAt", target, "-c", "SELECT 1"],
            env={**os.environ, "PGPASSWORD": secret["password"]},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return done.returncode == 0

    def logins(self, user):
        """Of a user, since this was last asked: the server logs them before it answers."""
        with self.log.open() as log:
            log.seek(self.seen)
            lines = log.read().splitlines()
            self.seen = log.tell()
        accepted = [found for line in lines if (found := ACCEPTED.search(line)) and found[1] == user]
        rejected = [found for line in lines if (found := REJECTED.search(line)) and found[1] == user]
        connections = sum(bool(RECEIVED.search(line)) for line in lines)
        plain = sum(not found[2] for found in accepted)
        if plain:
            raise RuntimeError(f"{plain} of the accepted logins of {user} had no TLS")
        return Logins(connections, len(accepted) + len(rejected), len(rejected))

    def stop(self):
        if (self.folder / "data/postmaster.pid").exists():
            self.run("pg_ctl", "-s", "-w", "-D", self.folder / "data", "-m", "immediate", "stop")

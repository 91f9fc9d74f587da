"""An authority and a server's certificate of the kind that AWS's endpoints and Amazon RDS have: RSA of 2048 bits,
with one authority in between."""

import os
import pathlib
import shutil
import subprocess

ADDRESS = "127.0.0.1"
NO_PROTECTION = ["-J-Dkeystore.pkcs12.certProtectionAlgorithm=NONE", "-J-Dkeystore.pkcs12.macAlgorithm=NONE"]


class Certificates:
    def __init__(self, folder):
        self.folder = folder
        self.authority = folder / "authority.pem"
        self.chain = folder / "chain.pem"
        self.key = folder / "server.key"
        self.make()

    def make(self):
        # The machine's own configuration would make every certificate an authority.
        (self.folder / "openssl.cnf").write_text("[req]\ndistinguished_name = name\n[name]\n")
        self.sign("authority", None, "basicConstraints=critical,CA:TRUE")
        self.sign("between", "authority", "basicConstraints=critical,CA:TRUE")
        self.sign("server", "between", f"subjectAltName=IP:{ADDRESS}")
        parts = ("server.pem", "between.pem")
        self.chain.write_text("".join((self.folder / part).read_text() for part in parts))

    def sign(self, name, by, extension):
        signer = ["-CA", f"{by}.pem", "-CAkey", f"{by}.key"] if by else []
        self.run(
            "openssl", "req", "-config", "openssl.cnf", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
            "-subj", f"/CN=bench {name}", "-addext", extension, "-keyout", f"{name}.key", "-out", f"{name}.pem", *signer)
        os.chmod(self.folder / f"{name}.key", 0o600)

    def bundle(self, public):
        """All authorities that a client trusts in the cloud, and ours."""
        file = self.folder / "bundle.pem"
        file.write_text(pathlib.Path(public).read_text() + "\n" + self.authority.read_text())
        return file

    def trust_store(self, jdk):
        """The JDK's own, as unprotected as it is, and ours."""
        file = self.folder / "cacerts"
        shutil.copy(jdk / "lib/security/cacerts", file)
        self.run(
            jdk / "bin/keytool", "-importcert", "-noprompt", *NO_PROTECTION, "-keystore", file, "-storepass",
            "changeit", "-alias", "bench", "-file", self.authority)
        return file

    def run(self, *command):
        done = subprocess.run(
            command, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            raise RuntimeError(f"{command[0]} failed: {done.stdout}")

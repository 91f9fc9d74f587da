"""What is deployed: directories and jars as they lie in Lambda, and how large they are."""

import io
import pathlib
import re
import shutil
import subprocess
import sysconfig
import zipfile

import keyturn

BUILT = keyturn.HOME / "target/function-postgres"
PEER = keyturn.HOME / "bench/coldstart/peer"
NOTHING = keyturn.HOME / "bench/coldstart/java/Nothing.java"
# Of the peer's packages, those that AWS's Python runtime has not got itself.
PEER_PACKAGES = re.compile(r"(psycopg|typing_extensions)[\w.-]*")
ONE_JAR = keyturn.HOME / "image/OneJar.java"
NATIVE = "jni/libaws-lambda-jni.linux-{machine}.so"


def zipped_bytes(files):
    """Of pairs of a file and its name in the archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, name in files:
            archive.write(file, name)
    return buffer.tell()


def below(folder):
    return [(path, path.relative_to(folder)) for path in sorted(folder.rglob("*")) if path.is_file()]


class Artifacts:
    """Made anew in a folder, from what Maven and pip have made."""

    def __init__(self, folder, jdk, runtime_class_path):
        self.jdk = jdk
        self.folder = folder
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self.runtime = self.runtime_jars(runtime_class_path)
        self.native = self.unpack_native()
        self.task = self.unpacked()
        self.flat = self.flattened()
        self.nothing = self.compiled()
        self.peer = self.peers()

    def runtime_jars(self, class_path):
        """AWS's runtime interface client and what it needs, as they lie in /var/runtime/lib."""
        wanted = re.compile(r"(aws-lambda-java-(core|serialization|runtime-interface-client)|utils-lite)-[\d.]+\.jar")
        lib = self.folder / "runtime"
        lib.mkdir()
        jars = [pathlib.Path(entry) for entry in class_path.split(":") if wanted.fullmatch(pathlib.Path(entry).name)]
        return [pathlib.Path(shutil.copy(jar, lib)) for jar in sorted(jars)]

    def unpack_native(self):
        """Where the client would unpack it at every start; AWS's runtime has it unpacked."""
        machine = {"x86_64": "x86_64", "aarch64": "aarch_64"}[sysconfig.get_platform().rsplit("-", 1)[1]]
        client = next(jar for jar in self.runtime if "runtime-interface-client" in jar.name)
        file = self.folder / "libaws-lambda-jni.so"
        with zipfile.ZipFile(client) as jar:
            file.write_bytes(jar.read(NATIVE.format(machine=machine)))
        return file

    def unpacked(self):
        """The zip of `sam build`, as it lies in /var/task: classes at its root, jars in lib."""
        task = self.folder / "task"
        shutil.copytree(BUILT / "classes", task)
        shutil.copytree(BUILT / "lib", task / "lib")
        return task

    def flattened(self):
        """What the container image has: all in one jar."""
        function = self.folder / "function.jar"
        with zipfile.ZipFile(function, "w", zipfile.ZIP_DEFLATED) as jar:
            for file, name in below(BUILT / "classes"):
                jar.write(file, name)
        client = [jar for jar in self.runtime if "java-core" not in jar.name]
        one = self.folder / "flat.jar"
        subprocess.run(
            [self.jdk / "bin/java", ONE_JAR, one, function, *sorted((BUILT / "lib").glob("*.jar")), *client], check=True)
        return one

    def compiled(self):
        """A function that does nothing."""
        nothing = self.folder / "nothing"
        subprocess.run(
            [self.jdk / "bin/javac", "-d", nothing, "-cp", ":".join(map(str, self.runtime)), NOTHING], check=True)
        return nothing

    def peers(self):
        task = self.folder / "peer"
        task.mkdir()
        shutil.copy(PEER / "rotate.py", task)
        return task

    def empty(self):
        folder = self.folder / "empty"
        folder.mkdir(exist_ok=True)
        return folder

    def sizes(self):
        """Bytes when zipped, by what is deployed."""
        packages = pathlib.Path(sysconfig.get_path("purelib"))
        libraries = [
            (file, name)
            for place in sorted(packages.iterdir())
            if PEER_PACKAGES.fullmatch(place.name)
            for file, name in ([(place, place.name)] if place.is_file() else
                               [(file, f"{place.name}/{name}") for file, name in below(place)])
            if "__pycache__" not in str(name)
        ]
        return {
            "task": zipped_bytes(below(self.task)),
            "flat": zipped_bytes([(self.flat, self.flat.name)]),
            "peer": zipped_bytes([*below(self.peer), *libraries]),
        }


def public_authorities():
    """Those that botocore brings."""
    return pathlib.Path(sysconfig.get_path("purelib")) / "botocore/cacert.pem"

"""Whether the one jar of an image has all that the many of a function have.

    one_jar.py ONE_JAR FUNCTION_DIR

Classes and other files by their names, every line of every service, and every licence, byte by byte.
"""

import pathlib
import re
import sys
import zipfile

SERVICE = re.compile(r"META-INF/services/[^/]+|.*/execution\.interceptors")
LICENCE = re.compile(r"(?:META-INF/)?(LICEN[CS]E|NOTICE|COPYING|COPYRIGHT)[^/]*")
OF_ONE_JAR = re.compile(r"(.*/)?module-info\.class|META-INF/(MANIFEST\.MF|INDEX\.LIST|[^/]+\.(SF|RSA|DSA|EC)|maven/.*)")


def lines(text):
    return {line.split("#")[0].strip() for line in text.decode().splitlines()} - {""}


def missing(one, name, content, origin):
    if LICENCE.fullmatch(name):
        kept = f"META-INF/licenses/{origin}/{name.removeprefix('META-INF/')}"
        return kept not in one.namelist() or one.read(kept) != content
    if name not in one.namelist():
        return True
    return bool(SERVICE.fullmatch(name)) and not lines(content) <= lines(one.read(name))


def main():
    one = zipfile.ZipFile(sys.argv[1])
    function = pathlib.Path(sys.argv[2])
    contents = [
        ("function.jar", str(path.relative_to(function)), path.read_bytes())
        for path in function.rglob("*")
        if path.is_file() and path.suffix != ".jar"
    ]
    for jar in sorted((function / "lib").glob("*.jar")):
        many = zipfile.ZipFile(jar)
        contents += [(jar.name, name, many.read(name)) for name in many.namelist() if not name.endswith("/")]
    wanted = [each for each in contents if not OF_ONE_JAR.fullmatch(each[1])]
    services = sum(bool(SERVICE.fullmatch(name)) for _, name, _ in wanted)
    licences = sum(bool(LICENCE.fullmatch(name)) for _, name, _ in wanted)
    if not services or not licences:
        sys.exit(f"there are {services} services and {licences} licences to look for")
    lacking = [f"{origin}: {name}" for origin, name, content in wanted if missing(one, name, content, origin)]
    if lacking:
        sys.exit("\n".join(lacking))


if __name__ == "__main__":
    main()

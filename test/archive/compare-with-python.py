"""Reads `expected.json` (file -> members) in the given folder; prints as JSON where Python reads another archive."""

import hashlib
import json
import os
import sys
import tarfile
import zipfile


def digest(data):
    return hashlib.sha256(data).hexdigest()


def zip_members(path):
    with zipfile.ZipFile(path) as archive:
        return sorted(
            [info.filename, "directory" if info.is_dir() else digest(archive.read(info))]
            for info in archive.infolist()
        )


def tar_members(path):
    members = []
    with tarfile.open(path, "r:gz") as archive:
        for info in archive.getmembers():
            name = info.name.rstrip("/")
            name = name[2:] if name.startswith("./") else name
            if info.isdir():
                what = "directory"
            elif info.issym():
                what = "-> " + info.linkname
            else:
                what = digest(archive.extractfile(info).read())
            if name != ".":
                members.append([name, what])
    return sorted(members)


def main():
    folder = sys.argv[1]
    with open(os.path.join(folder, "expected.json"), encoding="utf-8") as file:
        expected = json.load(file)
    different = []
    for name, members in expected.items():
        path = os.path.join(folder, name)
        try:
            found = zip_members(path) if name.endswith(".zip") else tar_members(path)
        except Exception as error:
            found = repr(error)
        if found != sorted(members):
            different.append({"archive": name, "ours": members, "python": found})
    print(json.dumps({"compared": len(expected), "different": different}))


main()

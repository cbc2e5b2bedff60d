"""A repository as who reads it sees it: names, which of them are links, and what is in the files."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
import json
from pathlib import Path
import subprocess
from typing import Any, Final

import probatio

DOMAIN: Final = "climat_guardian"
INTEGRATION: Final = f"custom_components/{DOMAIN}"


@dataclass(frozen=True)
class Tree:
    """The files below a folder."""

    root: Path
    names: tuple[str, ...]
    """Of files and of links, with slashes, relative to the root."""

    @classmethod
    def of_git(cls, root: Path) -> Tree:
        """Return what Git has, and what it would take."""
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True)  # noqa: S603
        names = [name for name in listed.stdout.split("\0") if name]
        return cls(
            root, tuple(name for name in names if (root / name).is_symlink() or (root / name).exists())
        )

    @classmethod
    def of_folder(cls, root: Path) -> Tree:
        """Return what lies there."""
        found = (
            path for path in root.rglob("*", recurse_symlinks=False) if path.is_symlink() or path.is_file()
        )
        return cls(root, tuple(path.relative_to(root).as_posix() for path in found))

    def has(self, name: str) -> bool:
        """Return whether there is such a file."""
        return name in self.names

    def below(self, folder: str) -> Iterator[str]:
        """Return the names in a folder and in its own."""
        return (name for name in self.names if name.startswith(f"{folder}/"))

    def text(self, name: str) -> str:
        """Return what is in a file."""
        return (self.root / name).read_text(encoding="utf-8")

    def json(self, name: str) -> Any:
        """Return what JSON is in a file."""
        return json.loads(self.text(name))


@dataclass(frozen=True)
class Rule:
    """One thing that is asked, and where that is written."""

    name: str
    source: str
    """Repository, file and function."""
    check: Callable[[Tree], Iterator[str]]

    def faults(self, tree: Tree) -> list[str]:
        """Return a sentence for each thing that does not keep it; what cannot be read does not."""
        try:
            return list(self.check(tree))
        except probatio.Invalid as err:
            return [str(err)]
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as err:
            return [f"{type(err).__name__}: {err}"]

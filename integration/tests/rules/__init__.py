"""What others ask of this repository before they take anything from it, as rules on its files."""

from .hacs import HACS
from .hassfest import HASSFEST
from .supervisor import SUPERVISOR
from .tree import Rule, Tree

RULES: tuple[Rule, ...] = (*HACS, *HASSFEST, *SUPERVISOR)


def broken(tree: Tree) -> dict[str, list[str]]:
    """Return what each rule that is not kept says, by its name."""
    found = {rule.name: rule.faults(tree) for rule in RULES}
    return {name: faults for name, faults in found.items() if faults}

"""What hassfest lets be said, in words and icons (script/hassfest: translations.py, icons.py)."""

import re
import string
from typing import Any, Final

import probatio

from homeassistant.helpers import config_validation as cv

_KEY: Final = re.compile(r"^(?!.+[_-]{2})(?![_-])[a-z0-9-_]+(?<![_-])$")
_COMBINED: Final = re.compile(r"(.+\[%)|(%\].+)")
_QUOTED: Final = re.compile(r"'{\w+}'")
_URL: Final = re.compile(
    r"((ftps?|scp|https?|mqtts?|socket|socks5)://|www\.)[a-z0-9]+([\-.][a-z0-9]+)*\.[a-z]{2,5}(:[0-9]{1,5})?(/.*)?",
    re.IGNORECASE,
)


def _key(value: str) -> str:
    """translation_key_validator."""
    if _KEY.match(value) is None:
        raise probatio.Invalid(f"Invalid translation key '{value}'")
    return value


def _text(value: Any) -> str:
    """validate_translation_value."""
    text = cv.string_with_no_html(value)
    if _QUOTED.search(text):
        raise probatio.Invalid("the string should not contain placeholders inside single quotes")
    for _, field, _, _ in string.Formatter().parse(text):
        if field and not field.isidentifier():
            raise probatio.Invalid("placeholders must be valid identifiers ([a-zA-Z_][a-zA-Z0-9_]*)")
    if _COMBINED.search(text):
        raise probatio.Invalid("the string should not contain combined translations")
    if text != text.strip():
        raise probatio.Invalid("the string should not contain leading or trailing spaces")
    if _URL.search(text):
        raise probatio.Invalid(
            "the string should not contain URLs, please use description placeholders instead"
        )
    return text


def _plain(value: Any) -> str:
    """validate_translation_value where nothing is filled in."""
    text = _text(value)
    if any(field for _, field, _, _ in string.Formatter().parse(text)):
        raise probatio.Invalid("placeholders are not supported in this value")
    return text


def _keyed(value: Any) -> Any:
    return cv.schema_with_slug_keys(value, slug_validator=_key)


def _described(value: dict[str, Any]) -> dict[str, Any]:
    """data_description_validator."""
    for step in value["step"].values():
        for key in step.get("data_description", {}):
            if key not in step.get("data", {}):
                raise probatio.Invalid(f"data_description key {key} is not in data")
    return value


def _optional(**values: Any) -> dict[probatio.Marker, Any]:
    return {probatio.Optional(key): value for key, value in values.items()}


def _required(**values: Any) -> dict[probatio.Marker, Any]:
    return {probatio.Required(key): value for key, value in values.items()}


_TEXTS: Final = {str: _text}
_SECTION: Final = _optional(data=_TEXTS, data_description=_TEXTS, description=_text, name=_text)
_STEP: Final = {
    **_optional(title=_text, description=_text, data=_TEXTS, data_description=_TEXTS, submit=_text),
    **_optional(menu_options=_TEXTS, menu_option_descriptions=_TEXTS, sections={str: _SECTION}),
}
_FLOW_KEYS: Final = {
    **_required(step={str: _STEP}),
    **_optional(flow_title=_text, error=_TEXTS, abort=_TEXTS, progress=_TEXTS, create_entry=_TEXTS),
    **_optional(initiate_flow=_required(user=_text)),
}
_FLOW: Final = probatio.All(probatio.Schema(_FLOW_KEYS), _described)
_ISSUE: Final = probatio.All(
    cv.has_at_least_one_key("description", "fix_flow"),
    probatio.Schema(
        {
            probatio.Required("title"): _text,
            probatio.Exclusive("description", "fixable"): _text,
            probatio.Exclusive("fix_flow", "fixable"): _FLOW,
        }
    ),
)
_ATTRIBUTES: Final = _keyed(_optional(name=_plain, state=_keyed(_plain)))
_ENTITY: Final = _optional(
    name=_text, state=_keyed(_plain), state_attributes=_ATTRIBUTES, unit_of_measurement=_plain
)
_NAMED: Final = _required(name=_text, description=_text)
_ACTION: Final = {
    **_NAMED,
    **_optional(fields=_keyed({**_NAMED, **_optional(example=_text)})),
    **_optional(sections=_keyed({**_required(name=_text), **_optional(description=_text)})),
}

STRINGS_SCHEMA: Final = probatio.Schema(
    _optional(
        title=_text,
        config=_FLOW,
        config_subentries=_keyed(_FLOW),
        options=_FLOW,
        selector=_keyed(_optional(options=_keyed(_text), choices=_keyed(_text))),
        system_health=_optional(info=_keyed(_text)),
        issues={str: _ISSUE},
        device=_keyed(_optional(name=_text)),
        entity=cv.schema_with_slug_keys(_keyed(_ENTITY)),
        exceptions=cv.schema_with_slug_keys(_optional(message=_text)),
        services=_keyed(_ACTION),
        common={cv.slug: _text},
    )
)
"""Of what hassfest knows, what we have a use for."""


def _icon(value: Any) -> str:
    """icon_value_validator."""
    icon = cv.string_with_no_html(value)
    if not icon.startswith("mdi:"):
        raise probatio.Invalid(
            "The icon needs to be a valid icon from Material Design Icons and start with `mdi:`"
        )
    return icon


def _not_as_default(value: dict[str, Any]) -> dict[str, Any]:
    """ensure_not_same_as_default."""
    for key, icons in value.items():
        for state, icon in icons.get("state", {}).items():
            if icon == icons.get("default"):
                raise probatio.Invalid(f"The icon for state `{key}.{state}` is the same as the default icon")
    return value


_STATE_ICONS: Final = _keyed(_icon)
_ENTITY_ICONS: Final = _optional(
    default=_icon,
    state=_STATE_ICONS,
    range=probatio.Schema({str: _icon}),
    state_attributes=_keyed(_optional(default=_icon, state=_STATE_ICONS)),
)
ICONS_SCHEMA: Final = probatio.Schema(
    _optional(
        entity=cv.schema_with_slug_keys(probatio.All(_keyed(_ENTITY_ICONS), _not_as_default)),
        services=_keyed(
            probatio.Any(_icon, {**_required(service=_icon), **_optional(sections=_STATE_ICONS)})
        ),
    )
)

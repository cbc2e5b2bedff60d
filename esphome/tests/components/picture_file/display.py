"""The configuration of the display platform `picture_file`."""

import esphome.codegen as cg
import esphome.config_validation as cv
from esphome.components import display
from esphome.const import CONF_ID, CONF_LAMBDA
from esphome.types import ConfigType

picture_file_ns = cg.esphome_ns.namespace("picture_file")
PictureFile = picture_file_ns.class_("PictureFile", display.DisplayBuffer)

CONFIG_SCHEMA = display.FULL_DISPLAY_SCHEMA.extend({cv.GenerateID(): cv.declare_id(PictureFile)}).extend(
    cv.polling_component_schema("1s")
)


async def to_code(config: ConfigType) -> None:
    """Generate the C++ that sets one up."""
    screen = cg.new_Pvariable(config[CONF_ID])
    await display.register_display(screen, config)
    if CONF_LAMBDA in config:
        draw = await cg.process_lambda(config[CONF_LAMBDA], [(display.DisplayRef, "it")], return_type=cg.void)
        cg.add(screen.set_writer(draw))

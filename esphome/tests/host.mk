# Builds tests/host.yaml for this machine: without PlatformIO, and without downloading anything. Run in a folder
# that may be written, where objects stay for the next time:
#
#   make --file …/host.mk SOURCE=…/esphome ESPHOME=…/bin/esphome FIRMWARE=…/firmware
#
# The first pass has ESPHome generate the C++, the second compiles what the first one left.

recipe := $(firstword $(MAKEFILE_LIST))
folders := components noise process
generated := esphome/tests/.esphome/build/room

$(FIRMWARE):
	rm -rf esphome/packages esphome/fonts $(addprefix esphome/tests/,*.yaml $(folders))
	mkdir -p esphome/tests
	cp -R $(SOURCE)/packages $(SOURCE)/fonts esphome
	cp -R $(addprefix $(SOURCE)/tests/,*.yaml $(folders)) esphome/tests
	$(ESPHOME) compile --only-generate esphome/tests/host.yaml
	$(MAKE) --file $(recipe) linked
	cp linked $@.new
	mv $@.new $@

# The flags that ESPHome wrote for PlatformIO, line by line. With other flags, or another recipe, all is compiled
# anew.
flags := $(shell sed -n '/^build_flags =$$/,/^build_unflags/ s/^ *\(-.*\)/\1/p' $(generated)/platformio.ini 2>/dev/null)
objects := objects/$(firstword $(shell cat $(recipe) $(generated)/platformio.ini 2>/dev/null | md5sum))
cplusplus := $(shell find $(generated)/src -name '*.cpp' 2>/dev/null)
c := $(wildcard esphome/tests/noise/*.c esphome/tests/process/*.c)
compiled := $(cplusplus:%.cpp=$(objects)/%.o) $(c:%.c=$(objects)/%.o)
wrapped := bind listen _ZN7esphome19get_mac_address_rawEPh

linked: $(compiled)
	g++ -o $@ $^ -lpthread -lsodium $(wrapped:%=-Wl,--wrap=%)

$(objects)/%.o: %.cpp
	@mkdir -p $(@D)
	@g++ -MMD -O0 -w $(flags) -I$(generated)/src -Iesphome/tests/noise/include -c $< -o $@

$(objects)/%.o: %.c
	@mkdir -p $(@D)
	@gcc -MMD -O2 -Wall -Wextra -Werror -Iesphome/tests/noise/include -c $< -o $@

-include $(compiled:.o=.d)

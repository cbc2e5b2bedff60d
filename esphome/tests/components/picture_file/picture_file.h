#pragma once

#include "esphome/components/display/display_buffer.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace esphome::picture_file {

/// In place of the e-paper 2.13in-ttgo-dke, with the same idea of its size: draws into the file
/// CLIMAT_SCREEN_FILE at every update, as a portable bitmap (PBM, plain), 1 being black. Without that variable
/// it does nothing.
class PictureFile : public display::DisplayBuffer {
 public:
  void update() override {
    const char *path = getenv("CLIMAT_SCREEN_FILE");
    if (path == nullptr)
      return;
    this->do_update_();
    const std::string unfinished = std::string(path) + ".new";
    FILE *file = fopen(unfinished.c_str(), "w");
    if (file == nullptr)
      return;
    fprintf(file, "P1\n%d %d\n", this->get_width(), this->get_height());
    for (int y = 0; y < this->get_height(); y++) {
      for (int x = 0; x < this->get_width(); x++)
        fputc(this->pixels_[y][x] ? '1' : '0', file);
      fputc('\n', file);
    }
    fclose(file);
    rename(unfinished.c_str(), path);
  }

  void fill(Color color) override {
    for (auto &row : this->pixels_)
      row.fill(color.is_on());
  }

  display::DisplayType get_display_type() override { return display::DISPLAY_TYPE_BINARY; }

 protected:
  static constexpr int WIDTH = 128;
  static constexpr int HEIGHT = 250;

  int get_width_internal() override { return WIDTH; }
  int get_height_internal() override { return HEIGHT; }

  // Rotated by 90°: the inverse of what DisplayBuffer does before it calls this.
  void draw_absolute_pixel_internal(int x, int y, Color color) override {
    if (x >= 0 && x < WIDTH && y >= 0 && y < HEIGHT)
      this->pixels_[WIDTH - 1 - x][y] = color.is_on();
  }

  std::array<std::array<bool, HEIGHT>, WIDTH> pixels_{};
};

}  // namespace esphome::picture_file

#include "ui/panels/reconstructions/difference.h"

#include "ui/theme/tokens.h"

#include <algorithm>
#include <array>

namespace zscape {

namespace {
constexpr double kFull = 0.5;
}  // namespace

QImage differenceImage(const Picture& input, const Picture& output) {
    if (input.empty() || input.width != output.width || input.height != output.height ||
        input.channels != output.channels)
        return {};
    // All 511 grey differences at once: signedColour is not made for every pixel.
    std::array<QRgb, 511> colours{};
    for (int difference = -255; difference <= 255; ++difference)
        colours[static_cast<size_t>(difference) + 255] =
            tokens().signedColour(std::clamp(difference / 255.0 / kFull, -1.0, 1.0)).rgb();
    QImage image(input.width, input.height, QImage::Format_RGB32);
    size_t at = 0;
    for (int y = 0; y < input.height; ++y) {
        auto* line = reinterpret_cast<QRgb*>(image.scanLine(y));
        for (int x = 0; x < input.width; ++x) {
            int sum = 0;
            for (int channel = 0; channel < input.channels; ++channel, ++at)
                sum += int{input.pixels[at]} - int{output.pixels[at]};
            line[x] = colours[static_cast<size_t>(sum / input.channels) + 255];
        }
    }
    return image;
}

}  // namespace zscape

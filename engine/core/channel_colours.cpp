#include "engine/core/channel_colours.h"

#include "engine/core/error.h"

#include <algorithm>
#include <charconv>
#include <cstdio>

namespace zscape {

namespace {

using Rgb = std::array<uint8_t, 3>;

constexpr std::array<NamedColour, 8> kNamed{{{"red", {255, 0, 0}},
                                             {"green", {0, 255, 0}},
                                             {"blue", {0, 0, 255}},
                                             {"grey", {255, 255, 255}},
                                             {"cyan", {0, 255, 255}},
                                             {"magenta", {255, 0, 255}},
                                             {"yellow", {255, 255, 0}},
                                             {"orange", {255, 128, 0}}}};

std::string nameOrNumber(const Rgb& colour) {
    const auto found =
        std::find_if(kNamed.begin(), kNamed.end(), [&](const NamedColour& named) { return named.of == colour; });
    return found == kNamed.end() ? textOfColour(colour) : std::string(found->name);
}

std::optional<Rgb> namedOrNumber(std::string_view text) {
    std::string name(text);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    if (name == "white" || name == "gray" || name == "grays") name = "grey";
    const auto found =
        std::find_if(kNamed.begin(), kNamed.end(), [&](const NamedColour& named) { return named.name == name; });
    return found != kNamed.end() ? found->of : colourFrom(text);
}

std::string_view withoutBlanks(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

[[noreturn]] void throwNoColours(std::string_view text) {
    throw Error("setting.value",
                "colours cannot be \"%1\". Give auto, or a colour for each channel with commas between them: red, "
                "green, blue, grey, cyan, magenta, yellow, orange or #rrggbb, such as green,magenta.",
                {std::string(text)});
}

}  // namespace

std::span<const NamedColour> namedColours() { return kNamed; }

std::string textOfColour(const Rgb& colour) {
    char text[8];
    std::snprintf(text, sizeof text, "#%02x%02x%02x", unsigned{colour[0]}, unsigned{colour[1]}, unsigned{colour[2]});
    return text;
}

std::optional<Rgb> colourFrom(std::string_view text) {
    constexpr size_t kDigits = 6;
    if (text.size() != kDigits + 1 || text.front() != '#') return std::nullopt;
    uint32_t number = 0;
    const auto [end, failed] = std::from_chars(text.data() + 1, text.data() + text.size(), number, 16);
    if (failed != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return Rgb{static_cast<uint8_t>(number >> 16), static_cast<uint8_t>(number >> 8 & 255),
               static_cast<uint8_t>(number & 255)};
}

std::string textOf(const ChannelColours& colours) {
    if (colours.count == 0) return "auto";
    std::string text;
    for (int k = 0; k < colours.count; ++k)
        text += (k == 0 ? "" : ",") + nameOrNumber(colours.of.at(static_cast<size_t>(k)));
    return text;
}

ChannelColours channelColoursFrom(std::string_view text) {
    ChannelColours colours;
    if (text == "auto") return colours;
    for (std::string_view rest = text;;) {
        const size_t comma = rest.find(',');
        const std::optional<Rgb> colour = namedOrNumber(withoutBlanks(rest.substr(0, comma)));
        if (!colour || colours.count == kMostChannels) throwNoColours(text);
        colours.of.at(static_cast<size_t>(colours.count++)) = *colour;
        if (comma == std::string_view::npos) return colours;
        rest.remove_prefix(comma + 1);
    }
}

}  // namespace zscape

#include "engine/data/named_channels.h"

#include "engine/data/text_encoding.h"
#include "engine/data/xml_scanner.h"

#include <algorithm>
#include <charconv>

namespace zscape {

namespace {

using Rgb = std::array<uint8_t, 3>;

/// A longer name is no name.
constexpr size_t kLongestName = 256;

/// OME writes red, green, blue and alpha as one number with a sign.
std::optional<Rgb> colourOfOme(std::string_view text) {
    int64_t number = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failed != std::errc() || end != text.data() + text.size() || number < INT32_MIN || number > UINT32_MAX)
        return std::nullopt;
    const auto bits = static_cast<uint32_t>(number);
    return Rgb{static_cast<uint8_t>(bits >> 24), static_cast<uint8_t>(bits >> 16 & 255),
               static_cast<uint8_t>(bits >> 8 & 255)};
}

/// What says nothing is left out: the colour of a channel that would be black, colours that are all alike (OME's
/// default, and ImageJ's grey), and names that are.
std::vector<NamedChannel> tellingApart(std::vector<NamedChannel> channels) {
    for (NamedChannel& channel : channels)
        if (channel.colour == Rgb{}) channel.colour.reset();
    const NamedChannel first = channels.front();
    const auto alike = [&](auto member) {
        return std::all_of(channels.begin(), channels.end(),
                           [&](const NamedChannel& channel) { return channel.*member == first.*member; });
    };
    const bool colours = !alike(&NamedChannel::colour), names = !alike(&NamedChannel::name);
    if (!colours && !names) return {};
    for (NamedChannel& channel : channels) {
        if (!colours) channel.colour.reset();
        if (!names) channel.name.clear();
    }
    return channels;
}

}  // namespace

std::vector<NamedChannel> channelsOfOme(std::string_view description, int channels) {
    std::vector<NamedChannel> found;
    XmlScanner scanner(description);
    bool inPixels = false;
    while (const std::optional<XmlPiece> piece = scanner.next()) {
        const bool starts = piece->kind == XmlPiece::Kind::Start;
        if (piece->kind == XmlPiece::Kind::Text) continue;
        if (piece->name == "Pixels") {
            if (!starts || piece->closed) break;
            inPixels = true;
        } else if (piece->name == "Channel" && starts && inPixels) {
            if (std::ssize(found) == channels) return {};
            NamedChannel channel;
            const std::string_view name = piece->attribute("Name").value_or("");
            if (name.size() <= kLongestName) channel.name = unescaped(textAsUtf8(std::string(name)));
            channel.colour = colourOfOme(piece->attribute("Color").value_or(""));
            found.push_back(std::move(channel));
        }
    }
    if (found.empty() || std::ssize(found) != channels) return {};
    return tellingApart(std::move(found));
}

ImageJNotes imageJNotesFrom(std::span<const uint32_t> counts, std::span<const uint8_t> bytes, bool bigEndian) {
    constexpr size_t kMagic = 4, kEntry = 8, kTable = 256;
    constexpr size_t kMostLabels = 100'000;
    ImageJNotes notes;
    const auto tag = [&](size_t at) {
        std::string text(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                         bytes.begin() + static_cast<std::ptrdiff_t>(at + 4));
        if (!bigEndian) std::reverse(text.begin(), text.end());
        return text;
    };
    const auto number = [&](size_t at) {
        uint32_t value = 0;
        for (size_t i = 0; i < 4; ++i) value |= uint32_t{bytes[at + i]} << (8 * (bigEndian ? 3 - i : i));
        return value;
    };
    // Said in the header: how many pieces there are of each kind; in `counts`: how long the header is, and each of
    // them.
    if (counts.empty() || counts[0] < kMagic || counts[0] > bytes.size() || tag(0) != "IJIJ") return notes;
    size_t at = counts[0], piece = 1;
    for (size_t entry = kMagic; entry + kEntry <= counts[0]; entry += kEntry) {
        const std::string kind = tag(entry);
        for (uint32_t left = number(entry + 4); left > 0; --left, ++piece) {
            if (piece >= counts.size() || counts[piece] > bytes.size() - at) return notes;
            const std::span<const uint8_t> inside = bytes.subspan(at, counts[piece]);
            at += counts[piece];
            if (kind == "luts" && inside.size() == 3 * kTable) {
                notes.colours.push_back({inside[kTable - 1], inside[2 * kTable - 1], inside[3 * kTable - 1]});
            } else if (kind == "labl" && notes.labels.size() < kMostLabels) {
                std::string label(bigEndian ? "\xFE\xFF" : "\xFF\xFE");
                if (inside.size() <= 2 * kLongestName) label.append(inside.begin(), inside.end());
                notes.labels.push_back(textAsUtf8(std::move(label)));
            }
        }
    }
    return notes;
}

std::vector<NamedChannel> channelsOf(const ImageJNotes& notes, int channels) {
    const auto count = static_cast<size_t>(channels);
    std::vector<NamedChannel> found(count);
    if (notes.colours.size() == count)
        for (size_t k = 0; k < count; ++k) found[k].colour = notes.colours[k];
    bool named = notes.labels.size() >= count;
    for (size_t page = 0; page < notes.labels.size() && named; ++page)
        named = notes.labels[page] == notes.labels[page % count];
    for (size_t k = 0; k < count && named; ++k) found[k].name = notes.labels[k];
    return tellingApart(std::move(found));
}

}  // namespace zscape

#include "engine/core/shown_text.h"

#include "engine/core/utf8.h"

namespace zscape {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::string_view kNewline = "\xE2\x90\xA4";
constexpr std::string_view kLeftOut = " \xE2\x80\xA6 ";  // an ellipsis

/// What a well-formed sequence of `length` bytes is shown as; itself nearly always.
std::string_view shownCharacter(std::string_view sequence) {
    const auto byte = [&](size_t k) { return static_cast<unsigned char>(sequence[k]); };
    if (sequence.size() == 1) {
        if (byte(0) == '\n') return kNewline;
        return byte(0) < 0x20 || byte(0) == 0x7F ? std::string_view(" ") : sequence;
    }
    // U+0080 to U+009F: terminals take some of them for the beginning of an escape sequence.
    if (sequence.size() == 2 && byte(0) == 0xC2 && byte(1) < 0xA0) return " ";
    if (sequence.size() != 3 || byte(0) != 0xE2) return sequence;
    if (byte(1) == 0x80 && (byte(2) == 0xA8 || byte(2) == 0xA9)) return kNewline;  // U+2028, U+2029: line and paragraph
    const bool turns =
        (byte(1) == 0x80 && byte(2) >= 0xAA && byte(2) <= 0xAE)      // U+202A to U+202E: embeddings, overrides
        || (byte(1) == 0x81 && byte(2) >= 0xA6 && byte(2) <= 0xA9);  // U+2066 to U+2069: isolates
    return turns ? kReplacement : sequence;
}

void appendShown(std::string& shown, std::string_view bytes) {
    for (size_t i = 0; i < bytes.size();) {
        const size_t length = utf8SequenceLength(bytes, i);
        shown += length == 0 ? kReplacement : shownCharacter(bytes.substr(i, length));
        i += length == 0 ? 1 : length;
    }
}

bool continuesSequence(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

}  // namespace

std::string shownText(std::string_view bytes, size_t limit) {
    std::string shown;
    if (bytes.size() <= limit) {
        shown.reserve(bytes.size());
        appendShown(shown, bytes);
        return shown;
    }
    // The beginning says what it is, the end of a path which one.
    size_t head = limit - limit / 3, tail = bytes.size() - limit / 3;
    for (int step = 0; step < 3 && head > 0 && continuesSequence(bytes[head]); ++step) --head;
    for (int step = 0; step < 3 && tail < bytes.size() && continuesSequence(bytes[tail]); ++step) ++tail;
    appendShown(shown, bytes.substr(0, head));
    shown += kLeftOut;
    appendShown(shown, bytes.substr(tail));
    return shown;
}

}  // namespace zscape

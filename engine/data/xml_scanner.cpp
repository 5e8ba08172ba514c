#include "engine/data/xml_scanner.h"

#include "engine/data/text_encoding.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace zscape {

namespace {

constexpr uint32_t kLastCodePoint = 0x10FFFF, kFirstSurrogate = 0xD800, kLastSurrogate = 0xDFFF;

/// What stands between '&' and ';'; nothing where it is no character.
std::optional<uint32_t> characterOf(std::string_view reference) {
    static constexpr std::pair<std::string_view, char> kNamed[] = {
        {"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}};
    for (const auto& [name, character] : kNamed)
        if (reference == name) return character;
    if (!reference.starts_with('#')) return std::nullopt;
    reference.remove_prefix(1);
    const bool hexadecimal = reference.starts_with('x');
    if (hexadecimal) reference.remove_prefix(1);
    uint32_t point = 0;
    const char* const first = reference.data();
    const char* const last = first + reference.size();
    const auto [end, failed] = std::from_chars(first, last, point, hexadecimal ? 16 : 10);
    if (failed != std::errc() || end != last || point == 0 || point > kLastCodePoint ||
        (point >= kFirstSurrogate && point <= kLastSurrogate))
        return std::nullopt;
    return point;
}

constexpr std::string_view kXmlSpace = " \t\r\n";

}  // namespace

std::optional<std::string_view> XmlPiece::attribute(std::string_view key) const {
    for (std::string_view rest = attributes;;) {
        const size_t begin = rest.find_first_not_of(kXmlSpace);
        if (begin == std::string_view::npos) return std::nullopt;
        rest.remove_prefix(begin);
        const size_t equals = rest.find('=');
        if (equals == std::string_view::npos) return std::nullopt;
        std::string_view found = rest.substr(0, equals);
        while (!found.empty() && kXmlSpace.find(found.back()) != std::string_view::npos) found.remove_suffix(1);
        rest.remove_prefix(equals + 1);
        const size_t quote = rest.find_first_not_of(kXmlSpace);
        if (quote == std::string_view::npos || (rest[quote] != '"' && rest[quote] != '\'')) return std::nullopt;
        const size_t end = rest.find(rest[quote], quote + 1);
        if (end == std::string_view::npos) return std::nullopt;
        if (found == key) return rest.substr(quote + 1, end - quote - 1);
        rest.remove_prefix(end + 1);
    }
}

std::optional<XmlPiece> XmlScanner::next() {
    while (!rest_.empty()) {
        if (rest_.front() != '<') {
            XmlPiece piece;
            piece.text = rest_.substr(0, rest_.find('<'));
            rest_.remove_prefix(piece.text.size());
            return piece;
        }
        if (rest_.starts_with("<!--")) {
            if (!pass("-->")) return std::nullopt;
        } else if (rest_.starts_with("<![CDATA[")) {
            if (!pass("]]>")) return std::nullopt;
        } else if (rest_.starts_with("<?") || rest_.starts_with("<!")) {
            if (!pass(">")) return std::nullopt;
        } else {
            return element();
        }
    }
    return std::nullopt;
}

bool XmlScanner::pass(std::string_view end) {
    const size_t at = rest_.find(end);
    rest_.remove_prefix(at == std::string_view::npos ? rest_.size() : at + end.size());
    return at != std::string_view::npos;
}

std::optional<XmlPiece> XmlScanner::element() {
    // A '>' within quotes ends nothing.
    size_t end = 1;
    for (char quote = 0; end < rest_.size(); ++end) {
        const char c = rest_[end];
        if (quote != 0) quote = c == quote ? '\0' : quote;
        else if (c == '"' || c == '\'') quote = c;
        else if (c == '>') break;
    }
    if (end >= rest_.size()) return std::nullopt;
    std::string_view inner = rest_.substr(1, end - 1);
    rest_.remove_prefix(end + 1);
    XmlPiece piece;
    piece.kind = inner.starts_with('/') ? XmlPiece::Kind::End : XmlPiece::Kind::Start;
    if (piece.kind == XmlPiece::Kind::End) inner.remove_prefix(1);
    piece.closed = inner.ends_with('/');
    if (piece.closed) inner.remove_suffix(1);
    const size_t nameEnd = std::min(inner.find_first_of(kXmlSpace), inner.size());
    piece.name = inner.substr(0, nameEnd);
    piece.attributes = inner.substr(nameEnd);
    if (const size_t colon = piece.name.find(':'); colon != std::string_view::npos) piece.name.remove_prefix(colon + 1);
    return piece;
}

std::string unescaped(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        const size_t start = std::min(text.find('&'), text.size());
        result += text.substr(0, start);
        text.remove_prefix(start);
        const size_t end = text.find(';');
        const std::optional<uint32_t> character =
            text.empty() || end == std::string_view::npos ? std::nullopt : characterOf(text.substr(1, end - 1));
        if (character) appendCodePoint(result, *character);
        else result += text.substr(0, 1);
        text.remove_prefix(character ? end + 1 : std::min<size_t>(1, text.size()));
    }
    return result;
}

}  // namespace zscape

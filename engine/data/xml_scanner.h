#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace zscape {

/// One element of XML, its end, or text between them.
struct XmlPiece {
    enum class Kind : uint8_t { Start, End, Text };
    Kind kind = Kind::Text;
    bool closed = false;          ///< a Start that is its end as well
    std::string_view name, text;  ///< without the name space's prefix; of Text what stands there, as it is written
    std::string_view attributes;

    /// As it is written: see unescaped().
    std::optional<std::string_view> attribute(std::string_view key) const;
};

/// As much XML as OME's descriptions are made of, piece by piece; comments, declarations and CDATA are passed over.
class XmlScanner {
public:
    explicit XmlScanner(std::string_view text) : rest_(text) {}

    /// Nothing at the end, and where it is no XML any more.
    std::optional<XmlPiece> next();

private:
    bool pass(std::string_view end);
    std::optional<XmlPiece> element();

    std::string_view rest_;
};

/// What a value is meant as: "&lt;" and "&#181;" are one character each. What is no such thing stays as it is written.
std::string unescaped(std::string_view text);

}  // namespace zscape

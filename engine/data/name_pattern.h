#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace zscape {

/// A regular expression (RE2: its time grows with the name's length and never explodes) with one group, searched for in
/// an image's own name; in its whole path where the expression has a '/' in it.
class NamePattern {
public:
    /// \throws Error `code` when it is no regular expression or has not exactly one group; `field` is for the sentence
    NamePattern(const std::string& expression, const std::string& code, const std::string& field);
    ~NamePattern();
    NamePattern(NamePattern&&) noexcept;
    NamePattern& operator=(NamePattern&&) noexcept;

    /// What the group matches; nothing where the expression is not found, or its group takes no part or is empty.
    std::optional<std::string_view> groupOf(std::string_view name) const;

private:
    struct Implementation;
    std::unique_ptr<Implementation> impl_;
};

}  // namespace zscape

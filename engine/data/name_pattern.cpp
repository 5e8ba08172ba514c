#include "engine/data/name_pattern.h"

#include "engine/core/error.h"
#include "engine/core/paths.h"

#include <re2/re2.h>

namespace zscape {

struct NamePattern::Implementation {
    explicit Implementation(const std::string& expression, const RE2::Options& options)
        : compiled(expression, options),
          wholePath(expression.find('/') != std::string::npos) {}
    RE2 compiled;
    bool wholePath;
};

NamePattern::NamePattern(const std::string& expression, const std::string& code, const std::string& field) {
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(16 << 20);
    impl_ = std::make_unique<Implementation>(expression, options);
    const std::string shown = validUtf8(expression);
    if (!impl_->compiled.ok())
        throw Error(code,
                    "%1 cannot be the pattern \"%2\": %3. Write a regular expression with one group, such as "
                    "([a-z]+)[._-]\\d+.",
                    {field, shown, validUtf8(impl_->compiled.error())});
    const int groups = impl_->compiled.NumberOfCapturingGroups();
    if (groups != 1)
        throw Error(code,
                    "%1 cannot be the pattern \"%2\": it has %3 groups, and needs one. Put round brackets around the "
                    "part of the name that counts, such as ([a-z]+)[._-]\\d+.",
                    {field, shown, std::to_string(groups)});
}

NamePattern::~NamePattern() = default;
NamePattern::NamePattern(NamePattern&&) noexcept = default;
NamePattern& NamePattern::operator=(NamePattern&&) noexcept = default;

std::optional<std::string_view> NamePattern::groupOf(std::string_view name) const {
    if (!impl_->wholePath) {
        const size_t slash = name.rfind('/');
        if (slash != std::string_view::npos) name.remove_prefix(slash + 1);
    }
    re2::StringPiece group;
    if (!RE2::PartialMatch(re2::StringPiece(name.data(), name.size()), impl_->compiled, &group) || group.empty())
        return std::nullopt;
    return std::string_view(group.data(), group.size());
}

}  // namespace zscape

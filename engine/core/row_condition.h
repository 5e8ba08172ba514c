#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace zscape {

/// A column that a condition may name. What rows are, nobody here knows.
struct ConditionColumn {
    using NumberOf = std::function<double(int64_t row)>;     ///< NaN: missing
    using TextOf = std::function<std::string(int64_t row)>;  ///< empty: missing

    std::vector<std::string> names;  ///< all that it answers to, at least one; sentences show the first
    std::variant<NumberOf, TextOf> valueOf;
};

/// A condition whose columns are there. Safe to ask from any number of threads if its columns are.
class BoundCondition {
public:
    bool holds(int64_t row) const;
    /// Whether it asks the column at this place of those that it was bound to.
    bool reads(size_t column) const;

private:
    friend class RowCondition;
    struct Implementation;
    std::shared_ptr<const Implementation> impl_;
};

/// "label = 'cat' and (z0 > 1.5 or not age <= 30)": comparisons of columns, numbers and 'text' by = != < <= > >=,
/// joined by not, and, or (in the order in which they bind) and brackets. A column's name of letters, digits and _ . -
/// stands as it is, any other in "double quotes"; a quotation mark within its own kind is written twice. Words join in
/// any case.
///
/// Numbers compare as numbers. Texts are equal or not, byte by byte; a number that is written beside a column of text
/// is the text that was written. A comparison in which something is missing does not hold, whatever its operator is, so
/// `not x > 3` holds where x is missing. There is no third value.
class RowCondition {
public:
    /// Brackets and nots within each other.
    static constexpr int kDeepest = 100;

    /// \throws Error "condition.*" with the place, in characters from 1 on
    explicit RowCondition(std::string_view text);

    /// Of equal names the first column is meant.
    /// \throws Error "condition.column" naming those that there are, "condition.order" where text is compared by order,
    /// "condition.kinds" where a column of numbers is compared with text; each with the place
    BoundCondition over(std::vector<ConditionColumn> columns) const;

private:
    struct Tree;
    std::shared_ptr<const Tree> tree_;
};

}  // namespace zscape

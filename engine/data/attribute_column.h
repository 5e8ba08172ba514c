#pragma once

#include "engine/data/attribute.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zscape {

/// A number as tables write it, whatever the locale: "-0.5", "1e3", "+2". With `decimalComma` also "0,5" and "1.234,5";
/// without it also "1,234". Nothing for other texts, infinities and NaN.
std::optional<double> tableNumber(std::string_view text, bool decimalComma);

/// Whether a cell says that there is no value: empty, NA, NaN, null.
bool isMissing(std::string_view cell);

/// One column of a table, an entry for each image.
class AttributeColumn {
public:
    /// `cells`: for each image, empty where it is missing. Finds out what kind of column they are: numbers; categories,
    /// when there are few different texts (at most 1,000) or the numbers are only two; else text.
    AttributeColumn(std::string name, const std::vector<std::string_view>& cells, bool decimalComma);

    const Attribute& about() const { return about_; }
    double numberOf(int64_t image) const;
    std::string textOf(int64_t image) const;

private:
    bool takeNumbers(const std::vector<std::string_view>& cells, bool decimalComma);
    bool takeCategories(const std::vector<std::string_view>& cells);
    void takeText(const std::vector<std::string_view>& cells);

    Attribute about_;
    std::vector<double> numbers_;    ///< Number: NaN where it is missing
    std::vector<int16_t> category_;  ///< Category: -1 where it is missing
    std::string text_;               ///< Number and Text: as the table has it
    std::vector<uint32_t> textEnds_;
};

}  // namespace zscape

#include "engine/data/attribute_column.h"

#include "engine/data/natural_order.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <unordered_map>

namespace zscape {

namespace {

constexpr size_t kMostCategories = 1000;
constexpr size_t kAlwaysFew = 20;
constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();

bool isDigitOf(char c) { return c >= '0' && c <= '9'; }

/// Numbers that are names: "007".
bool looksLikeCode(std::string_view text) {
    return text.size() > 1 && text[0] == '0' && std::all_of(text.begin(), text.end(), isDigitOf);
}

/// Whether the marks part the digits before them into groups of three.
bool partsThousands(std::string_view text, char mark, char point) {
    const std::string_view whole = text.substr(0, text.find(point));
    const size_t first = whole.find(mark);
    if (first == std::string_view::npos || first == 0) return false;
    for (size_t at = first; at < whole.size(); at += 4) {
        if (whole[at] != mark || at + 4 > whole.size()) return false;
        for (size_t digit = at + 1; digit < at + 4; ++digit)
            if (!isDigitOf(whole[digit])) return false;
    }
    return true;
}

std::string withoutMark(std::string_view text, char mark) {
    std::string plain(text);
    std::erase(plain, mark);
    return plain;
}

}  // namespace

std::optional<double> tableNumber(std::string_view text, bool decimalComma) {
    const char mark = decimalComma ? '.' : ',', point = decimalComma ? ',' : '.';
    std::string changed;
    // A point alone is a decimal point everywhere, unless it parts thousands of numbers with a comma.
    const bool marked = text.find(mark) != std::string_view::npos,
               thousands = marked && partsThousands(text, mark, point);
    if (thousands || text.find(',') != std::string_view::npos) {
        if (marked && !thousands) return std::nullopt;
        changed = withoutMark(text, mark);
        if (decimalComma) std::replace(changed.begin(), changed.end(), ',', '.');
        text = changed;
    }
    if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || text.empty() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

bool isMissing(std::string_view cell) {
    static constexpr std::array<std::string_view, 8> kWords{"", "NA", "N/A", "n/a", "NaN", "nan", "null", "NULL"};
    return std::find(kWords.begin(), kWords.end(), cell) != kWords.end();
}

AttributeColumn::AttributeColumn(std::string name, const std::vector<std::string_view>& cells, bool decimalComma) {
    about_.name = std::move(name);
    if (takeCategories(cells)) return;
    if (takeNumbers(cells, decimalComma)) {
        takeText(cells);
        return;
    }
    about_.kind = Attribute::Kind::Text;
    takeText(cells);
}

/// Few different texts, that are no numbers (but for two: no and yes).
bool AttributeColumn::takeCategories(const std::vector<std::string_view>& cells) {
    std::unordered_map<std::string_view, int16_t> numbers;
    std::vector<std::string_view> found;
    std::vector<int16_t> category;
    category.reserve(cells.size());
    size_t present = 0;
    std::string_view last;
    int16_t lastNumber = -1;
    for (const std::string_view cell : cells) {
        if (lastNumber >= 0 && cell == last) {
            category.push_back(lastNumber);
            ++present;
            continue;
        }
        if (isMissing(cell)) {
            category.push_back(-1);
            continue;
        }
        const auto [known, isNew] = numbers.emplace(cell, static_cast<int16_t>(found.size()));
        if (isNew) {
            if (found.size() == kMostCategories) return false;
            found.push_back(cell);
        }
        last = cell;
        lastNumber = known->second;
        category.push_back(lastNumber);
        ++present;
    }
    if (found.empty() || found.size() == present || (found.size() > kAlwaysFew && found.size() > present / 2))
        return false;
    const bool numeric = std::all_of(found.begin(), found.end(), [](std::string_view text) {
        return !looksLikeCode(text) && (tableNumber(text, false) || tableNumber(text, true));
    });
    if (numeric && found.size() > 2) return false;
    if (numeric && std::any_of(found.begin(), found.end(), [](std::string_view text) {
            return text.find_first_of(".,") != std::string_view::npos;
        }))
        return false;

    std::vector<size_t> order(found.size());
    for (size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return naturalLess(found[a], found[b]); });
    std::vector<int16_t> place(found.size());
    for (size_t i = 0; i < order.size(); ++i) {
        place[order[i]] = static_cast<int16_t>(i);
        about_.categories.emplace_back(found[order[i]]);
    }
    for (int16_t& value : category)
        if (value >= 0) value = place[static_cast<size_t>(value)];
    about_.kind = Attribute::Kind::Category;
    category_ = std::move(category);
    return true;
}

bool AttributeColumn::takeNumbers(const std::vector<std::string_view>& cells, bool decimalComma) {
    const auto missing = [](std::string_view cell) {
        return isMissing(cell) || cell == "None" || cell == "-" || cell == "?" || cell == "inf" || cell == "-inf";
    };
    // With a decimal comma where one number needs it: "1.5" alone is one and a half everywhere.
    for (const bool comma : {false, true}) {
        if (comma && !decimalComma) break;
        numbers_.clear();
        bool any = false, numeric = true;
        for (const std::string_view cell : cells) {
            std::optional<double> value;
            if (!missing(cell)) {
                value = looksLikeCode(cell) ? std::nullopt : tableNumber(cell, comma);
                if (!value || (decimalComma && !comma && cell.find(',') != std::string_view::npos)) {
                    numeric = false;
                    break;
                }
                about_.minimum = any ? std::min(about_.minimum, *value) : *value;
                about_.maximum = any ? std::max(about_.maximum, *value) : *value;
                any = true;
            }
            numbers_.push_back(value.value_or(kNothing));
        }
        if (numeric && any) {
            about_.kind = Attribute::Kind::Number;
            return true;
        }
    }
    numbers_.clear();
    about_.minimum = about_.maximum = 0;
    return false;
}

void AttributeColumn::takeText(const std::vector<std::string_view>& cells) {
    textEnds_.reserve(cells.size());
    for (const std::string_view cell : cells) {
        text_ += cell;
        textEnds_.push_back(static_cast<uint32_t>(text_.size()));
    }
}

double AttributeColumn::numberOf(int64_t image) const {
    const auto at = static_cast<size_t>(image);
    if (about_.kind == Attribute::Kind::Number) return numbers_[at];
    return about_.kind == Attribute::Kind::Category && category_[at] >= 0 ? category_[at] : kNothing;
}

std::string AttributeColumn::textOf(int64_t image) const {
    const auto at = static_cast<size_t>(image);
    if (about_.kind == Attribute::Kind::Category)
        return category_[at] < 0 ? std::string() : about_.categories[static_cast<size_t>(category_[at])];
    const uint32_t begin = at == 0 ? 0 : textEnds_[at - 1];
    return text_.substr(begin, textEnds_[at] - begin);
}

}  // namespace zscape

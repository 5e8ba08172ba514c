#include "engine/core/row_condition.h"
#include "tests/fuzz/target.h"

#include <limits>

namespace {

/// Four rows of two texts and five numbers, some of them missing.
std::vector<zscape::ConditionColumn> columns() {
    using zscape::ConditionColumn;
    const auto text = ConditionColumn::TextOf([](int64_t row) {
        return std::string(row == 0 ? "" : row == 1 ? "cat" : "07");
    });
    const auto number = ConditionColumn::NumberOf([](int64_t row) {
        return row == 0 ? std::numeric_limits<double>::quiet_NaN() : 1.5 * static_cast<double>(row - 2);
    });
    return {{{"name"}, text},
            {{"label"}, text},
            {{"z0"}, number},
            {{"z1"}, number},
            {{"age", "attr.age"}, number},
            {{"blood pressure"}, number},
            {{"größe"}, number},
            {{"5_o_Clock"}, number}};
}

}  // namespace

/// What a person types behind --where.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace zscape;
    const std::string text(reinterpret_cast<const char*>(data), size);
    fuzz::read([&] {
        const BoundCondition condition = RowCondition(text).over(columns());
        // What was taken stands as it is within brackets, and its opposite holds where it does not.
        const BoundCondition bracketed = RowCondition("1 = 1 and (" + text + ")").over(columns());
        const BoundCondition opposite = RowCondition("not (" + text + ")").over(columns());
        for (int64_t row = 0; row < 4; ++row) {
            if (bracketed.holds(row) != condition.holds(row)) fuzz::fail("brackets around a condition change it");
            if (opposite.holds(row) == condition.holds(row)) fuzz::fail("a condition and its opposite agree");
        }
    });
    return 0;
}

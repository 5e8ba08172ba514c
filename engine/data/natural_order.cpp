#include "engine/data/natural_order.h"

namespace zscape {

namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }

unsigned rank(char c) {
    if (c == '/') return 0;  // the shorter component comes first: "a/x" before "a b/x"
    if (c >= 'A' && c <= 'Z') return static_cast<unsigned>(c - 'A' + 'a') + 1;
    return static_cast<unsigned>(static_cast<unsigned char>(c)) + 1;
}

size_t digitsEnd(std::string_view text, size_t i) {
    while (i < text.size() && isDigit(text[i])) ++i;
    return i;
}

}  // namespace

bool naturalLess(std::string_view a, std::string_view b) {
    size_t i = 0, j = 0;
    while (i < a.size() && j < b.size()) {
        if (isDigit(a[i]) && isDigit(b[j])) {
            while (i < a.size() && a[i] == '0') ++i;
            while (j < b.size() && b[j] == '0') ++j;
            const size_t endA = digitsEnd(a, i), endB = digitsEnd(b, j);
            if (endA - i != endB - j) return endA - i < endB - j;
            if (const int order = a.substr(i, endA - i).compare(b.substr(j, endB - j))) return order < 0;
            i = endA;
            j = endB;
            continue;
        }
        const unsigned left = rank(a[i]), right = rank(b[j]);
        if (left != right) return left < right;
        ++i;
        ++j;
    }
    const bool aEnds = i >= a.size(), bEnds = j >= b.size();
    if (aEnds != bEnds) return aEnds;
    return a < b;  // "01" and "1", "A" and "a": equal so far, told apart by their bytes
}

}  // namespace zscape

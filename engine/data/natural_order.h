#pragma once

#include <string_view>

namespace zscape {

/// The order in which people count: "2" before "10", upper and lower case (ASCII) together, a folder's own files
/// beside its sub-folders component by component. A total order: names that differ are never equal.
bool naturalLess(std::string_view a, std::string_view b);

}  // namespace zscape

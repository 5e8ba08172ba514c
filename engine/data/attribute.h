#pragma once

#include <string>
#include <vector>

namespace zscape {

/// A column of a table beside the images.
struct Attribute {
    enum class Kind { Number, Category, Text };

    std::string name;  ///< UTF-8, the table's heading
    Kind kind = Kind::Text;
    std::vector<std::string> categories;  ///< Category: natural order
    double minimum = 0, maximum = 0;      ///< Number: over the images that have one
};

}  // namespace zscape

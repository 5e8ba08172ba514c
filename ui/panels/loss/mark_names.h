#pragma once

#include <string>
#include <vector>

namespace zscape {

/// A name beside the dashed line of a mark: where the line is, how wide the name, and where it is put.
struct MarkName {
    std::string key;  ///< the setting that changed
    double x = 0;     ///< of the line
    double width = 0;
    double left = 0;  ///< of the name, once placed
    int row = -1;     ///< from the top; below 0: there is no room for it
};

/// Puts names into rows so that none covers another and all lie within [left, right]. The newest (the last) come first,
/// for their settings are in force; the highest free row beside the line, right of it if there is room and no other
/// line. A value that the same setting left again within `apart` pixels has none: nobody could read its line either.
/// \param names ascending in x \param apart between line and name, and between two names
void placeMarkNames(std::vector<MarkName>& names, double left, double right, double apart, int rows);

}  // namespace zscape

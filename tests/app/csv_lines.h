#pragma once

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace zscape {

using CsvLine = std::vector<std::string>;

/// The lines of a table without quoted cells, the headings first.
inline std::vector<CsvLine> csvLines(const std::string& file) {
    std::vector<CsvLine> lines;
    std::ifstream stream(file);
    for (std::string text; std::getline(stream, text);) {
        CsvLine cells;
        std::istringstream line(text);
        for (std::string cell; std::getline(line, cell, ',');) cells.push_back(cell);
        lines.push_back(cells);
    }
    return lines;
}

}  // namespace zscape

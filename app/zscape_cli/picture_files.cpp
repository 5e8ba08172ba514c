#include "app/zscape_cli/picture_files.h"

#include "engine/core/atomic_file.h"
#include "engine/core/error.h"
#include "engine/data/picture_writers.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdio>

namespace zscape {

namespace {

constexpr size_t kMostOnASheet = 10'000;

void requireSheet(size_t pictures) {
    if (pictures <= kMostOnASheet) return;
    throw Error("usage.out", "%1 pictures are too many for one sheet (10000 at most). Give --out a folder.",
                {std::to_string(pictures)});
}

int columnsFor(size_t pictures) { return static_cast<int>(std::ceil(std::sqrt(static_cast<double>(pictures)))); }

}  // namespace

std::string extensionOf(const std::filesystem::path& name) {
    std::string extension = name.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return extension;
}

bool isPngName(const std::filesystem::path& name) { return extensionOf(name) == ".png"; }

void makeFolder(const std::filesystem::path& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) throwWriteError(folder, error.value());
}

std::string numberedName(size_t index) {
    char text[32];
    std::snprintf(text, sizeof text, "%06zu.png", index);
    return text;
}

void writePictures(const std::filesystem::path& out, const std::vector<Picture>& pictures) {
    if (isPngName(out)) {
        requireSheet(pictures.size());
        writePng(out, pictures.size() == 1 ? pictures.front() : tile(pictures, columnsFor(pictures.size())));
        return;
    }
    makeFolder(out);
    for (size_t i = 0; i < pictures.size(); ++i) writePng(out / numberedName(i), pictures[i]);
}

void writePairs(const std::filesystem::path& file, const std::vector<Picture>& inputs,
                const std::vector<Picture>& outputs) {
    requireSheet(inputs.size());
    // Twice as many columns as pairs of rows, so that the sheet comes out square.
    const auto columns = static_cast<size_t>(std::ceil(std::sqrt(2.0 * static_cast<double>(inputs.size()))));
    std::vector<Picture> laidOut;
    for (size_t begin = 0; begin < inputs.size(); begin += columns) {
        const size_t count = std::min(columns, inputs.size() - begin);
        for (const std::vector<Picture>* row : {&inputs, &outputs}) {
            laidOut.insert(laidOut.end(), row->begin() + static_cast<std::ptrdiff_t>(begin),
                           row->begin() + static_cast<std::ptrdiff_t>(begin + count));
            // An unfilled last row is filled up, so that its outputs begin at the left too.
            Picture empty{inputs[0].width, inputs[0].height, inputs[0].channels, {}};
            empty.pixels.assign(empty.bytes(), 0);
            laidOut.insert(laidOut.end(), inputs.size() > columns ? columns - count : 0, empty);
        }
    }
    writePng(file, tile(laidOut, static_cast<int>(std::min(columns, inputs.size()))));
}

}  // namespace zscape

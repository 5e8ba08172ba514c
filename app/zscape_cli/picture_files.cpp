#include "app/zscape_cli/picture_files.h"

#include "engine/core/atomic_file.h"
#include "engine/core/error.h"
#include "engine/data/picture_writers.h"

#include <algorithm>
#include <cctype>
#include <cstdio>

namespace zscape {

namespace {

constexpr size_t kMostOnASheet = 10'000;

void requireSheet(size_t pictures) {
    if (pictures <= kMostOnASheet) return;
    throw Error("usage.out", "%1 pictures are too many for one sheet (10000 at most). Give --out a folder.",
                {std::to_string(pictures)});
}

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
        writePng(out, sheet(pictures));
        return;
    }
    makeFolder(out);
    for (size_t i = 0; i < pictures.size(); ++i) writePng(out / numberedName(i), pictures[i]);
}

void writePairs(const std::filesystem::path& file, const std::vector<Picture>& inputs,
                const std::vector<Picture>& outputs) {
    requireSheet(inputs.size());
    writePng(file, pairSheet(inputs, outputs));
}

}  // namespace zscape

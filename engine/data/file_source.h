#pragma once

#include "engine/data/folder_walk.h"
#include "engine/data/picture_source.h"

namespace zscape {

/// One of the folders or files that a person chose.
struct ChosenPath {
    std::filesystem::path path;  ///< absolute
    bool isFolder = true;
    FolderContents contents;     ///< for a file: itself, by its name
};

/// Image files: one by one, or below folders. What lies in folders of ground truth, masks and annotations is left out
/// (standAside).
std::unique_ptr<PictureSource> makeFileSource(std::vector<ChosenPath> chosen);

}  // namespace zscape

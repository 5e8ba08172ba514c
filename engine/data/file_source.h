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

/// Image files: one by one, or below folders. Sub-folders are labels.
std::unique_ptr<PictureSource> makeFileSource(std::vector<ChosenPath> chosen);

/// The labels that folders give, for names with '/' between components. Folders that all share are passed over, and so
/// is a first level of nothing but train, test and val. Labels are in natural order; -1 for a name without a folder.
struct FolderLabels {
    std::vector<std::string> names;  ///< UTF-8
    std::vector<int> of;             ///< for each name
};
FolderLabels labelsFromFolders(const std::vector<std::string>& names);

}  // namespace zscape

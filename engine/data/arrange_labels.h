#pragma once

#include "engine/data/arranged_image_set.h"
#include "engine/data/folder_levels.h"

namespace zscape {

/// What labels, groups and sides may come from.
struct ArrangeSources {
    const ImageSet& images;                 ///< with what their source says itself
    const std::vector<std::string>& names;  ///< as they are shown, in bytes
    const FolderLevels& levels;
    const ImageTables& tables;
    const std::vector<int64_t>& twins;  ///< empty when no two images are equal
};

/// Fills in labels, their names, `settings.labels` and what the report says of them.
/// \throws Error "labels.level", "labels.pattern", "labels.column", "labels.many"
void arrangeLabels(const ArrangeSources& sources, const std::string& chosen, Arrangement& result);

/// Fills in groups and `settings.group`.
/// \throws Error "group.level", "group.pattern", "group.column"
void arrangeGroups(const ArrangeSources& sources, const std::string& chosen, Arrangement& result);

/// The column of this name. \throws Error `key`.column, naming those that there are
int columnNamed(const ImageTables& tables, const std::string& key, const std::string& name);

}  // namespace zscape

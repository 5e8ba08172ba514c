#pragma once

#include <filesystem>
#include <string>

namespace zscape {

/// $XDG_CACHE_HOME/zscape, or ~/.cache/zscape. Not created here.
std::filesystem::path cacheFolder();

/// $XDG_DATA_HOME/zscape, or ~/.local/share/zscape. Unsaved projects lie in it. Not created here.
std::filesystem::path dataFolder();

/// The folder of recipes, sample data and icons' sources: $ZSCAPE_RESOURCES, else share/zscape beside the
/// program's folder (an installed tree), else the one that the build was made from.
/// \throws Error "resources.missing" when none of them exists
std::filesystem::path resourcesFolder();

/// A path that was named, absolute, without "." and "..", and without a slash at its end ("cats/" is "cats").
/// \pre `path` is not empty
std::string absolutePath(const std::string& path);

/// A file name for people, whole, cleaned as shownText() does.
std::string displayName(const std::filesystem::path& path);

/// Text with every invalid UTF-8 sequence replaced by U+FFFD: what JSON and the window can take.
std::string validUtf8(const std::string& bytes);

}  // namespace zscape

#pragma once

#include "engine/data/import.h"

#include <string>

namespace zscape {

/// How the images of a project were made square: StoredData::importSettings, as the session writes it.
/// \throws Error "project.corrupt" naming the field
ImportSettings storedImportSettings(const std::string& json);

}  // namespace zscape

#pragma once

#include "engine/data/chosen_files.h"
#include "engine/data/image_header.h"
#include "engine/data/stack_remarks.h"
#include "engine/data/tiff_axes.h"

#include <cstddef>
#include <stop_token>
#include <vector>

namespace zscape {

/// A file whose header was looked at.
struct FileLook {
    size_t entry = 0;  ///< of ChosenFiles::entries
    ImageHeader header;
    StackLook stack = {};
};

/// The files with the smallest hashes: chance's choice, and the same one every time, whatever order they were found in.
/// \param kinds of the entries: no notes are looked at
/// \throws Cancelled
std::vector<FileLook> lookAtFiles(const ChosenFiles& chosenFiles, const std::vector<SourceFile::Kind>& kinds,
                                  const AxesChoice& axes, const std::stop_token& stop);

}  // namespace zscape

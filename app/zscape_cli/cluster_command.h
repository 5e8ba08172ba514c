#pragma once

#include "app/zscape_cli/model_commands.h"

#include <cstdint>
#include <optional>
#include <string>

namespace zscape {

/// How codes are clustered; what each is, ClusterSettings says.
struct ClusterOptions {
    int64_t clusters = 0;
    std::string method = "kmeans";  ///< kmeans, gmm
    uint64_t seed = 1;
    int threads = 0;  ///< 0: one for each core
};

/// The cluster of each image, into .csv: what `encode` writes of an image, then cluster (0: the largest), the distance
/// from its centre, and for gmm the responsibility; sizes, a typical image of each and the agreement with the labels
/// are said. `data`: empty: the project's images. `label`, `where`: as of encode.
int runCluster(const ProjectRun& project, const std::string& data, const std::string& label,
               const std::optional<std::string>& where, const ClusterOptions& options, const std::string& out,
               Output& output);

}  // namespace zscape

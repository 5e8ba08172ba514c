#pragma once

#include "app/zscape_cli/model_commands.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace zscape {

/// How codes are laid out; what each is, LayoutSettings says.
struct LayoutOptions {
    std::string method = "pca";   ///< axes, pca, tsne, umap
    std::vector<int> axes{0, 1};  ///< two
    double perplexity = 30;
    int neighbours = 15;
    double minDistance = 0.1;
    uint64_t seed = 1;
    int iterations = 0;  ///< 0: the method's own
    double exaggeration = 12;
    int exaggerated = 250;
    int threads = 0;  ///< 0: one for each core
};

/// Places of images on a plane, into .csv (what `encode` writes of an image, then x and y) or .npy; with --json how
/// long it took, what was minimised and how many images have the label of their 10 nearest. `data`: empty: the
/// project's images. `label`, `where`: as of encode.
int runLayout(const ProjectRun& project, const std::string& data, const std::string& label,
              const std::optional<std::string>& where, const LayoutOptions& options, const std::string& out,
              Output& output);

}  // namespace zscape

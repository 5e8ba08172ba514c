#include "app/zscape_cli/cluster_command.h"

#include "app/zscape_cli/encoded_images.h"
#include "app/zscape_cli/image_columns.h"
#include "app/zscape_cli/interruption.h"
#include "app/zscape_cli/output.h"
#include "app/zscape_cli/picture_files.h"
#include "engine/analysis/cluster_agreement.h"
#include "engine/analysis/clusters.h"
#include "engine/core/paths.h"

#include <algorithm>
#include <chrono>

namespace zscape {
namespace {

constexpr int64_t kClustersSaid = 30;

void writeClusters(const std::string& out, const ImageSet& images, const std::vector<int64_t>& indices,
                   const Clusters& clusters) {
    const bool mixture = !clusters.shares.empty();
    std::vector<std::string> headings{"cluster", "distance"};
    if (mixture) headings.emplace_back("responsibility");
    FloatMatrix numbers{std::ssize(indices), std::ssize(headings), {}};
    numbers.values.reserve(indices.size() * headings.size());
    for (size_t row = 0; row < indices.size(); ++row) {
        numbers.values.push_back(static_cast<float>(clusters.of[row]));
        numbers.values.push_back(clusters.distances[row]);
        if (mixture) numbers.values.push_back(clusters.shares[row]);
    }
    const ImageColumns table = describe(images, indices, headings);
    writeCsv(out, table.header, numbers, table.texts);
}

/// The names of the typical images; none of a cluster without images.
std::vector<std::optional<std::string>> typicalNames(const ImageSet& images, const std::vector<int64_t>& indices,
                                                     const Clusters& clusters) {
    std::vector<std::optional<std::string>> names;
    names.reserve(clusters.typical.size());
    for (const int64_t row : clusters.typical)
        names.push_back(row < 0 ? std::nullopt : std::optional(images.nameOf(indices[static_cast<size_t>(row)])));
    return names;
}

Json lineOf(const Clusters& clusters, int64_t dimensions, double seconds,
            const std::vector<std::optional<std::string>>& typical, const std::optional<ClusterAgreement>& agreement) {
    const bool mixture = !clusters.shares.empty();
    Json line{{"event", "clusters"},
              {"method", clusterMethodName(clusters.settings.method)},
              {"clusters", clusters.settings.clusters},
              {"images", clusters.of.size()},
              {"dimensions", dimensions},
              {"seed", clusters.settings.seed},
              {"seconds", seconds},
              {"rounds", clusters.rounds},
              {"settled", clusters.settled}};
    setNumber(line, mixture ? "log_likelihood" : "inertia", mixture ? clusters.logLikelihood : clusters.inertia);
    line["sizes"] = clusters.sizes;
    line["typical"] = Json::array();
    for (const auto& name : typical) line["typical"].push_back(name ? Json(*name) : Json(nullptr));
    line["agreement"] = nullptr;
    if (agreement)
        line["agreement"] = {{"images", agreement->images},
                             {"adjusted_rand", agreement->adjustedRand},
                             {"normalised_mutual_information", agreement->normalisedMutualInformation},
                             {"purity", agreement->purity}};
    return line;
}

void say(const Clusters& clusters, double seconds, const std::vector<std::optional<std::string>>& typical,
         const std::optional<ClusterAgreement>& agreement, Output& output) {
    const bool mixture = !clusters.shares.empty();
    output.say("clustered in " + clockText(seconds) + ", " + countText(clusters.rounds) + " rounds: " +
               (mixture ? termsText({{"log-likelihood", clusters.logLikelihood}}) + " nats an image"
                        : termsText({{"inertia", clusters.inertia}})));
    if (!clusters.settled)
        output.warn("The clusters still moved after " + countText(clusters.rounds) +
                    " rounds. Others may be as good: try other seeds, or fewer clusters.");
    for (int64_t c = 0; c < std::min(clusters.settings.clusters, kClustersSaid); ++c) {
        const auto at = static_cast<size_t>(c);
        output.say("cluster " + std::to_string(c) + ": " + countText(clusters.sizes[at]) + " images" +
                   (typical[at] ? ", typical: " + *typical[at] : ""));
    }
    if (clusters.settings.clusters > kClustersSaid)
        output.say("and " + countText(clusters.settings.clusters - kClustersSaid) + " smaller ones");
    if (agreement)
        output.say("agreement with the labels of " + countText(agreement->images) + " images: " +
                   termsText({{"adjusted Rand index", agreement->adjustedRand},
                              {"normalised mutual information", agreement->normalisedMutualInformation},
                              {"purity", agreement->purity}}));
}

}  // namespace

int runCluster(const ProjectRun& project, const std::string& data, const std::string& label,
               const std::optional<std::string>& where, const ClusterOptions& options, const std::string& out,
               Output& output) {
    if (extensionOf(out) != ".csv")
        throw Error("usage.out", "--out must end in .csv; %1 does not.", {displayName(out)});
    const ClusterSettings settings{
        .method = clusterMethodFrom(options.method), .clusters = options.clusters, .seed = options.seed};
    const std::optional<RowCondition> condition = conditionFrom(where);
    return runInterruptibly([&](std::stop_token stop) {
        TrainedModel model = openWithLabel(project, label, output);
        const auto [images, indices, codes] =
            encodeChosen(model, imagesAt(model, data, output, stop), condition, output, stop);
        const auto begin = std::chrono::steady_clock::now();
        ThreadTeam team(options.threads);
        const Clusters clusters =
            findClusters({codes.values, codes.rows, codes.columns}, settings, team, stop, output.sink());
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        writeClusters(out, *images, indices, clusters);

        const auto typical = typicalNames(*images, indices, clusters);
        const auto agreement = agreementWith(clusters.of, labelsOf(*images, indices));
        output.line(lineOf(clusters, codes.columns, seconds, typical, agreement));
        say(clusters, seconds, typical, agreement, output);
        output.say("clusters of " + countText(codes.rows) + " images in " + displayName(out));
        return 0;
    });
}

}  // namespace zscape

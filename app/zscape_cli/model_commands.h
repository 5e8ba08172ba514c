#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace zscape {

class Output;
class TrainedModel;

/// A project's folder, one of its runs and which of that run's weights.
struct ProjectRun {
    std::string folder;
    std::string run;               ///< number or name; empty: the current one
    std::string weights = "last";  ///< or "best": those of the best held-out loss
};

/// How one walks from one image to another.
struct WalkOptions {
    std::string path = "linear";      ///< linear, slerp, pixel
    int steps = 0;                    ///< pictures from A to B, both included; 0: 9 of a strip, `seconds` of a film
    double seconds = 3;               ///< of a film, from A to B
    double hold = 0.5;                ///< of a film: for how many seconds each end is held
    std::string play = "to-and-fro";  ///< of a film: once, loop, to-and-fro
    std::string pace = "even";        ///< of a film: even, eased
    int scale = 0;                    ///< of a film: 1 to 8; 0: as large as is easily seen
    std::string pixels = "exact";     ///< of a film: exact, smooth
};

/// What `project` says, to be asked. \throws Error as Project::runCalled() and TrainedModel::open()
TrainedModel openChosen(const ProjectRun& project);
/// The same, told `label` unless it is empty; what was lost of the project is a warning.
TrainedModel openWithLabel(const ProjectRun& project, const std::string& label, Output& output);

/// The commands that ask a trained model. Each returns the exit status and throws Error.
/// `label`: what a conditional model encodes and decodes with; empty: an image's own.

/// `split`: train, heldout or test; empty: what is held out, and all of `data` that have no split of their own.
int runEvaluate(const ProjectRun& project, const std::string& data, const std::string& split, int64_t nllSamples,
                Output& output);
/// `where`: a condition that images have to meet (encodeChosen()); none: all.
int runEncode(const ProjectRun& project, const std::string& data, const std::string& label,
              const std::optional<std::string>& where, const std::string& out, Output& output);
/// One of `z` ("0.1,-1.2") and `file` (.npy) is given. An `out` of isValueFileName() is in the run's own values, here
/// and below.
int runDecode(const ProjectRun& project, const std::string& z, const std::string& file, const std::string& label,
              const std::string& out, Output& output);
int runReconstruct(const ProjectRun& project, const std::string& data, const std::string& label, const std::string& out,
                   Output& output);
/// `out`: .png a strip, .gif or .mp4 a film.
int runInterpolate(const ProjectRun& project, const std::string& first, const std::string& second,
                   const WalkOptions& options, const std::string& label, const std::string& out, Output& output);
/// `data`: models that complete pictures draw `count` for each of these, in a row behind it; empty: whole pictures from
/// the prior.
int runSample(const ProjectRun& project, const std::string& data, int64_t count, const std::string& label,
              const std::string& out, Output& output);
/// A row for each image: itself, then its code decoded with each label. `label`: what all are encoded with; empty:
/// their own.
int runSwapLabels(const ProjectRun& project, const std::string& data, const std::string& label, int64_t count,
                  const std::string& out, Output& output);

}  // namespace zscape

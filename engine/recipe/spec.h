#pragma once

#include "engine/recipe/recipe.h"

#include <cstdint>
#include <set>
#include <string>
#include <vector>

/// No LibTorch here: ui reaches this header through the session's door.
namespace zscape {

class ImageSet;

/// What a model must know of its data.
struct DataShape {
    int channels = 1;
    int size = 28;
    int64_t labels = 0;                        ///< number of classes, 0 when there are none
    int64_t images = 0;                        ///< training images (tables of codes)
    std::vector<std::string> labelNames = {};  ///< what the classes are called, `labels` of them
    int64_t unlabelled = 0;                    ///< images of no class
};

/// Of a whole set; who splits it says how many images train.
DataShape shapeOf(const ImageSet& images);

/// A recipe with every setting's value, and the data: enough to build the same model again.
struct ModelSpec {
    Recipe recipe;
    SettingValues values;  ///< every key of recipe.settings
    DataShape shape;
    std::set<std::string> automatic =
        {};  ///< keys whose value nobody gave: it was chosen by the number of images (size_rule.h)

    double number(const std::string& key) const;  ///< Number or Integer
    int64_t integer(const std::string& key) const;
    bool flag(const std::string& key) const;
    const std::string& text(const std::string& key) const;
    bool has(const std::string& key) const;
    const std::string& part(
        const std::string& role) const;  ///< the kind that is built: "dense" or "conv", never "auto"
    bool hasPart(const std::string& role) const;
    bool conditional() const { return hasPart("condition"); }  ///< encoder and decoder are told the label
    int64_t encoderChannels() const;  ///< of the pictures, and one for the label's when conditional
    int64_t decoderInputs() const;    ///< codeSize(), and the labels when conditional
    double priorSigma() const;        ///< of the prior N(0, s^2)
    int64_t codeSize() const;         ///< D: latent_dimensions, or what the network fixes (conv-ae-32: 384)
};

/// The prior is another one for what is seen of each picture: without a picture there is nothing to sample from.
bool hasLearnedPrior(const ModelSpec& spec);

/// No encoder: the codes are learned in a table, one for each training image.
bool hasCodeTable(const ModelSpec& spec);

/// Pictures are mirrored, shifted or coloured anew each time they train: settings "mirror", "shift", "colour".
bool augments(const ModelSpec& spec);

/// Checks every value against its declaration, and fills in the defaults; what is automatic is chosen for shape.images.
/// \throws Error "setting.unknown" (with the near key), "setting.value" (with the range), "model.*" for combinations
/// that cannot work
ModelSpec makeSpec(const Recipe& recipe, const SettingValues& overrides, const DataShape& shape);

/// To and from JSON text, for the project, the checkpoint and `info`.
std::string specToJson(const ModelSpec& spec);
ModelSpec specFromJson(const std::string& json);

}  // namespace zscape

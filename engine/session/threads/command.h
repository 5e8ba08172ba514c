#pragma once

#include "engine/session/types.h"

#include <filesystem>
#include <memory>
#include <string>
#include <variant>

namespace zscape {

namespace command {
struct Load {
    ImportRequest request;
};
struct Open {
    OpenRequest request;
};
struct Configure {
    RunConfig config;
};
struct Train {
    int64_t epochs = 0;
    int64_t steps = 0;
};
struct Pause {};
struct Resume {};
struct Stop {};
struct Adjust {
    std::string key;
    double value = 0;
};
struct Save {
    std::filesystem::path project;
};
struct Clear {};
struct Branch {
    RunConfig config;
};
struct Show {
    ShowRequest request;
};
struct Edit {
    RunEdit edit;
};
struct Name {
    std::shared_ptr<const NamedImages> selections;  ///< never null
};
}  // namespace command

/// In the order of CommandKind, which is the index.
using CommandBody = std::variant<command::Load, command::Open, command::Configure, command::Train, command::Pause,
                                 command::Resume, command::Stop, command::Adjust, command::Save, command::Clear,
                                 command::Branch, command::Show, command::Edit, command::Name>;

struct Command {
    CommandId id = 0;
    CommandBody body;

    CommandKind kind() const { return static_cast<CommandKind>(body.index()); }
};

static_assert(std::variant_size_v<CommandBody> == static_cast<size_t>(CommandKind::Name) + 1);
static_assert(
    std::is_same_v<std::variant_alternative_t<static_cast<size_t>(CommandKind::Stop), CommandBody>, command::Stop>);
static_assert(
    std::is_same_v<std::variant_alternative_t<static_cast<size_t>(CommandKind::Clear), CommandBody>, command::Clear>);
static_assert(
    std::is_same_v<std::variant_alternative_t<static_cast<size_t>(CommandKind::Branch), CommandBody>, command::Branch>);
static_assert(
    std::is_same_v<std::variant_alternative_t<static_cast<size_t>(CommandKind::Show), CommandBody>, command::Show>);

}  // namespace zscape

#include "tests/engine/session/threads/fake_backend.h"
#include "tests/fuzz/target.h"

#include <set>

/// Each byte is a command to a session over a model that is none, with a number in its upper bits. Whatever the order,
/// each command gets one answer, and the session ends when it is asked to.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace zscape;
    constexpr size_t kMost = 64;
    zscape::testing::LoopFixture session;
    if (size > 0) {
        session.backend.failAt = data[0] & 1 ? 5 : -1;
        session.backend.throwAt = data[0] & 2;
        session.backend.endAt = data[0] & 4 ? 8 : -1;
        session.backend.loadFails = data[0] & 8;
        session.backend.adoptFails = data[0] & 16;
        session.backend.idleSlices = data[0] & 32 ? 3 : 0;
    }
    session.start();
    std::set<CommandId> asked;
    for (size_t i = 1; i < std::min(size, kMost); ++i) {
        const int number = data[i] / 11;
        RunConfig config;
        config.recipe = number % 5 == 4 ? "bad" : "vae";
        CommandBody body;
        switch (static_cast<CommandKind>(data[i] % 11)) {
            case CommandKind::Load: body = command::Load{}; break;
            case CommandKind::Open: body = command::Open{}; break;
            case CommandKind::Configure: body = command::Configure{config}; break;
            case CommandKind::Train: body = command::Train{number % 3, number}; break;
            case CommandKind::Pause: body = command::Pause{}; break;
            case CommandKind::Resume: body = command::Resume{}; break;
            case CommandKind::Stop: body = command::Stop{}; break;
            case CommandKind::Adjust: body = command::Adjust{number % 2 ? "beta" : "alpha", 0.5}; break;
            case CommandKind::Save: body = command::Save{}; break;
            case CommandKind::Clear: body = command::Clear{}; break;
            case CommandKind::Branch: body = command::Branch{config}; break;
        }
        asked.insert(session.loop->submit(std::move(body)));
    }
    // Taken after all of them: when it is answered, so are they, but for a load, whose end comes by itself.
    asked.insert(session.loop->submit(command::Clear{}));
    std::set<CommandId> answered;
    const auto all = [&] {
        for (; !session.log.all.empty(); session.log.all.pop_back()) {
            const Event& event = session.log.all.back();
            const auto* done = std::get_if<event::CommandDone>(&event);
            const auto* refused = std::get_if<event::CommandRefused>(&event);
            if (!done && !refused) continue;
            if (!answered.insert(done ? done->id : refused->id).second) fuzz::fail("a command that was answered twice");
            if (refused) fuzz::checkSentence(refused->reason.sentence());
        }
        return answered == asked;
    };
    if (!session.until(all)) fuzz::fail("a command that was never answered");
    session.loop.reset();
    return 0;
}

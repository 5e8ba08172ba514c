#pragma once

namespace zscape {

class DecoderPanel;
class InterpolationPanel;

/// Takes from the settings what a person chose last of how pictures leave the window (the film of a path, the size of
/// the decoder's picture), and keeps there what is chosen from now on.
void rememberPictures(InterpolationPanel* interpolation, DecoderPanel* decoder);

}  // namespace zscape
